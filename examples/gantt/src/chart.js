// The chart: rows of a progress table as bars of frappe-gantt.
import Gantt from "frappe-gantt";

const COLOURS = {
  NOT_DUE: "#c9d4e3", ON_TRACK: "#8ab4f8", AHEAD: "#7fc8a9", DONE: "#a9c7b3", DONE_LATE: "#c9b458", BEHIND: "#f2c14e",
  AT_RISK: "#f2994a", LATE: "#e5736b",
};

/** The day in the browser's time zone, which frappe-gantt counts in. */
function dayOf(date) {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** frappe-gantt takes names as HTML, and titles are what people type. */
const textOf = (title) => title.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The bars; those of work packages that an edit moves are where it moves them. */
function bars({ rows, links }, moves) {
  const moved = new Map(moves.map(({ workPackage, to }) => [workPackage.id, to]));
  const drawn = rows.filter(({ planned, workPackage }) => moved.get(workPackage.id) ?? planned);
  const ids = new Set(drawn.map(({ workPackage }) => workPackage.id));
  const linksTo = (id) => links.filter(({ predecessor, successor }) => successor.id === id && ids.has(predecessor.id));
  return drawn.map(({ workPackage: { id }, wbs, title, progress, lateStatus, planned }) => ({
    id,
    name: textOf(`${wbs} ${title}`),
    start: (moved.get(id) ?? planned).start,
    end: (moved.get(id) ?? planned).finish,
    progress,
    color: COLOURS[lateStatus],
    custom_class: moved.has(id) ? "moved" : undefined,
    dependencies: linksTo(id).map(({ predecessor }) => predecessor.id),
  }));
}

export class Chart {
  #gantt;
  #dragged;

  /** `onDrag` is called after a drag with the id of the work package and its new start, or both dates if resized. */
  constructor(element, onDrag) {
    this.element = element;
    document.addEventListener("mouseup", () => {
      const dragged = this.#dragged;
      this.#dragged = undefined;
      if (dragged) onDrag(dragged);
    });
  }

  draw(table, moves) {
    const holidays = { "#eef0f3": table.nonWorkingDays };
    if (this.#gantt) {
      this.#gantt.setup_tasks(bars(table, moves));
      this.#gantt.update_options({ holidays });
      return;
    }
    this.#gantt = new Gantt(this.element, bars(table, moves), {
      holidays,
      bar_height: 18,
      column_width: 28,
      container_height: 520,
      infinite_padding: false,
      // The server says what else moves.
      move_dependencies: false,
      padding: 8,
      popup: false,
      readonly_progress: true,
      scroll_to: "start",
      on_date_change: ({ id, start: oldStart, end: oldFinish }, newStart, newEnd) => {
        const [start, finish] = [dayOf(newStart), dayOf(newEnd)];
        const isResized = start === oldStart || finish === oldFinish;
        const isBack = start === oldStart && finish === oldFinish;
        this.#dragged = isBack ? undefined : { id, dates: isResized ? { start, finish } : { start } };
      },
    });
  }
}
