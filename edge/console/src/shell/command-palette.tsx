import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { Dialog } from '../kit/dialog.tsx';
import { type Command, useCommandBoard } from './commands.tsx';

const shownMax = 12;

/** Finds a page or an act by a few letters: arrows choose, Enter does it. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const board = useCommandBoard();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  // As of the opening: the dialog covers what could change them.
  const all = useMemo(() => board.all().filter(({ id }) => !/^row-(next|previous)$/.test(id)), [board]);
  const found = useMemo(() => matching(all, text).slice(0, shownMax), [all, text]);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((before) => (found.length === 0 ? 0 : (before + step + found.length) % found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[at]);
    }
  };
  return (
    <Dialog title="Go to, or do" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Search pages and commands"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${at}`}
        autoComplete="off"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      {found.length === 0 ? <p role="status">Nothing is called so.</p> : null}
      <div id={listId} role="listbox" aria-label="Pages and commands" className="palette">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which keeps the focus
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            {command.key === undefined ? null : <kbd>{command.key}</kbd>}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

/** Every word is in the label; labels that begin with the first one stand first. */
function matching(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const begins = ({ label }: Command): number => (label.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return words.length === 0 ? hits : hits.toSorted((one, other) => begins(one) - begins(other));
}
