import { Dialog } from '../kit/dialog.tsx';
import { CheckField } from '../kit/fields.tsx';
import { useCommandBoard } from './commands.tsx';

/** Which keys do what where one is, and the switch that turns single letters off. */
export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const board = useCommandBoard();
  const withKeys = board.all().filter(({ key }) => key !== undefined);
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <p className="muted">They work where you are not typing. Tab, Enter and Escape do what they do everywhere.</p>
      <dl className="keys">
        <div>
          <dt>
            <kbd>Ctrl</kbd> or <kbd>⌘</kbd> <kbd>K</kbd>
          </dt>
          <dd>Go to a page, or do something, by its name</dd>
        </div>
        {withKeys.map(({ id, key = '', label }) => (
          <div key={`${id} ${key}`}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <CheckField label="Single keys do something" checked={board.keysOn} onChange={board.setKeysOn} />
    </Dialog>
  );
}
