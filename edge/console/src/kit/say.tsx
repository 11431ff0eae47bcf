import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';

type Say = (text: string) => void;
const SayContext = createContext<Say>(() => {});

/** Tells everybody that something was done: a line that goes by itself, read out by screen readers. */
export function useSay(): Say {
  return useContext(SayContext);
}

const shownMs = 8_000;
const linesMax = 3;

interface Line {
  readonly id: number;
  readonly text: string;
}

export function SayProvider({ children }: { readonly children: ReactNode }) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const nextId = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const remove = useCallback((id: number) => setLines((before) => before.filter((line) => line.id !== id)), []);
  const say = useCallback<Say>(
    (text) => {
      nextId.current += 1;
      const id = nextId.current;
      setLines((before) => [...before, { id, text }].slice(-linesMax));
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        remove(id);
      }, shownMs);
      timers.current.add(timer);
    },
    [remove],
  );
  useEffect(() => {
    const running = timers.current;
    return () => running.forEach(clearTimeout);
  }, []);
  return (
    <SayContext.Provider value={say}>
      {children}
      <div className="toasts no-print" role="status" aria-live="polite">
        {lines.map(({ id, text }) => (
          <p key={id} className="toast">
            {text}
            <button type="button" className="quiet" aria-label="Dismiss" onClick={() => remove(id)}>
              ✕
            </button>
          </p>
        ))}
      </div>
    </SayContext.Provider>
  );
}
