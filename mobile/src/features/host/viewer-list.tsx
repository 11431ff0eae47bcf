import { CommandError } from '@halobuzz/core/client/pending-commands';
import { errorSpec } from '@halobuzz/core/errors/codes';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { type ReactNode, useCallback } from 'react';
import { type ApiResult, failed } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import type { RoomConnection } from '../services.ts';

/** Who watches, page by page, with what can be done about each. */
export function ViewerList(props: {
  readonly connection: RoomConnection;
  /** Oneself, who is left out. */
  readonly own: string | undefined;
  readonly children: (person: Person) => ReactNode;
}) {
  const { host: words } = useWords();
  const { connection, own } = props;
  const fetchPage = useCallback(
    async (cursor?: string): Promise<ApiResult<{ items: Person[]; next?: string | undefined }>> => {
      try {
        const { viewers, next } = await connection.viewers(cursor);
        return { ok: true, data: { items: viewers.filter(({ id }) => id !== own), next } };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        const { text, status } = errorSpec(error.code);
        return failed({ kind: 'problem', code: error.code, status, text, errors: [], requestId: '' });
      }
    },
    [connection, own],
  );
  return (
    <PagedList
      label={words.whoIsHere}
      fetchPage={fetchPage}
      changed=""
      keyOf={({ id }) => id}
      empty={<AppText color="muted">{words.nobodyHere}</AppText>}
    >
      {props.children}
    </PagedList>
  );
}
