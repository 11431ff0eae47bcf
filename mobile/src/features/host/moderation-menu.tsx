import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { RoomRole } from '@halobuzz/core/protocol/messages/moderation';
import { useWords } from '../../i18n/use-words.ts';
import { Sheet } from '../../ui/sheet.tsx';
import type { RoomConnection } from '../services.ts';
import { ModerationForm } from './moderation-form.tsx';

/** The same as a dialog, for a message or a person of the chat. */
export function ModerationMenu(props: {
  readonly who: Person;
  readonly role: RoomRole;
  readonly connection: RoomConnection;
  readonly mid?: string | undefined;
  readonly onClose: () => void;
}) {
  const { moderation: words } = useWords();
  return (
    <Sheet label={`${words.title}: ${props.who.name}`} onClose={props.onClose}>
      <ModerationForm {...props} />
    </Sheet>
  );
}
