/** A line that is written over, on standard error and only on a terminal. */
export interface ProgressBar {
  /** `done` and `total` in the same unit; `note` stands behind the bar. */
  show(done: number, total: number, note: string): void;
  /** Takes the line away. */
  end(): void;
}

const cells = 24;
const everyMs = 100;

export function progressBar(out: NodeJS.WriteStream = process.stderr): ProgressBar {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    show(done, total, note) {
      const nowMs = performance.now();
      if (!out.isTTY || nowMs - shownAtMs < everyMs) return;
      shownAtMs = nowMs;
      out.write(`\r\u001b[K${barText(done, total)} ${note}`);
    },
    end() {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}

/** `███░░░  50%`. */
export function barText(done: number, total: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const full = Math.round(share * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${String(Math.floor(share * 100)).padStart(3)}%`;
}
