import { type ReactNode, useEffect, useRef } from 'react';

export interface PageProps {
  readonly title: string;
  /** Buttons and links beside the title. */
  readonly actions?: ReactNode;
  /** A sentence under the title. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** What every page is: its title is the window's too, and has the focus when the page opens. */
export function Page({ title, actions, lead, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · HaloBuzz console`;
  }, [title]);
  useEffect(() => {
    // A page that sets the focus itself (a search, a dialog) keeps it. The main part has it while the page's code loads.
    const at = document.activeElement;
    if (at === null || at === document.body || at.id === 'main') heading.current?.focus();
  }, []);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className="muted">{lead}</p>}
        </div>
        {actions === undefined ? null : <div className="row">{actions}</div>}
      </header>
      {children}
    </>
  );
}
