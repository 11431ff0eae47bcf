import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Escape and the cross. Absent: there is no way out but what the dialog holds. */
  readonly onClose?: () => void;
  /** Hides everything behind it. */
  readonly cover?: boolean;
  readonly wide?: boolean;
}

/** A modal dialog of the browser's own: it keeps the focus inside, and gives it back to where it came from. */
export function Dialog({ title, children, onClose, cover = false, wide = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser takes the first button, which closes; whoever opens a form wants its first field.
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    // Closed before it goes, so that the browser gives the focus back.
    return () => dialog?.close();
  }, []);
  useEffect(() => {
    const dialog = ref.current;
    const cancel = (event: Event): void => {
      event.preventDefault();
      onClose?.();
    };
    // Browsers let a second Escape close what refused the first; without a way out there is none.
    const refuse = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && onClose === undefined) event.preventDefault();
    };
    dialog?.addEventListener('cancel', cancel);
    dialog?.addEventListener('keydown', refuse);
    return () => {
      dialog?.removeEventListener('cancel', cancel);
      dialog?.removeEventListener('keydown', refuse);
    };
  }, [onClose]);
  return (
    <dialog ref={ref} aria-labelledby={titleId} className={`dialog${cover ? ' cover' : ''}${wide ? ' wide' : ''}`}>
      <div className="stack">
        <header className="row between">
          <h2 id={titleId}>{title}</h2>
          {onClose === undefined ? null : (
            <button type="button" className="quiet" aria-label="Close" onClick={onClose}>
              ✕
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
