// Leadtime for a browser: requests over HTTP, events over a WebSocket, tokens that are renewed when they have expired.
import { createClient } from "graphql-ws/client";

const TOKENS = `accessToken refreshToken userErrors { message }`;
const SIGN_IN = `mutation ($email: String!, $password: String!) {
  tokens: signIn(input: { email: $email, password: $password }) { ${TOKENS} }
}`;
const REFRESH = `mutation ($refreshToken: String!) {
  tokens: refreshSession(input: { refreshToken: $refreshToken }) { ${TOKENS} }
}`;

/** Signing in did not work, or the session has ended. */
export class SignedOut extends Error {}

export class Leadtime {
  #url;
  #tokens = {};
  #renewal;

  constructor(url) {
    this.#url = url;
  }

  async signIn(email, password) {
    await this.#take(SIGN_IN, { email, password });
  }

  /** The data that a query or a mutation answers. */
  async ask(query, variables) {
    let { data, errors } = await this.#post(query, variables);
    if (errors?.[0].extensions.code === "UNAUTHENTICATED") {
      await this.#renew();
      ({ data, errors } = await this.#post(query, variables));
    }
    if (errors) throw new Error(errors[0].message);
    return data;
  }

  /**
   * Sends a subscription, and again after each reconnect.  A getter among the variables is read each time: that is how
   * `afterSeq` says from where to continue.
   */
  follow(query, variables, { next, error }) {
    let isExpired = false;
    const client = createClient({
      url: this.#url.replace(/^http/, "ws"),
      connectionParams: async () => {
        if (isExpired) await this.#renew();
        return { authorization: `Bearer ${this.#tokens.accessToken}` };
      },
      on: { closed: ({ code }) => { isExpired = code === 4403; } },
      retryAttempts: Infinity,
      shouldRetry: (reason) => !(reason instanceof SignedOut),
    });
    client.subscribe({ query, variables }, { next: ({ data }) => next(data), error, complete: () => {} });
  }

  async #post(query, variables) {
    const headers = { "content-type": "application/json" };
    if (this.#tokens.accessToken) headers.authorization = `Bearer ${this.#tokens.accessToken}`;
    const response = await fetch(this.#url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    return response.json();
  }

  async #take(query, variables) {
    const { data, errors } = await this.#post(query, variables);
    if (errors) throw new Error(errors[0].message);
    const { accessToken, refreshToken, userErrors } = data.tokens;
    if (userErrors.length > 0) throw new SignedOut(userErrors[0].message);
    this.#tokens = { accessToken, refreshToken };
  }

  /** Exchanges the refresh token once, however many wait for it: the old one does not work for long. */
  #renew() {
    this.#renewal ??= this.#take(REFRESH, { refreshToken: this.#tokens.refreshToken }).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }
}
