/** Why a process is not ready, or undefined when this part is. One short sentence, nothing secret. */
export type ReadinessCheck = () => string | undefined;

/** The parts whose readiness decides whether traffic may come. */
export interface Readiness {
  add(name: string, check: ReadinessCheck): void;
  /** Name → reason of every part that is not ready; empty when all are. */
  reasons(): Readonly<Record<string, string>>;
}

export function createReadiness(): Readiness {
  const checks = new Map<string, ReadinessCheck>();
  return {
    add(name, check) {
      checks.set(name, check);
    },
    reasons() {
      const out: Record<string, string> = {};
      for (const [name, check] of checks) {
        const reason = check();
        if (reason !== undefined) out[name] = reason;
      }
      return out;
    },
  };
}
