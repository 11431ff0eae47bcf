import { type ChatContext, chatContextSchema } from '@halobuzz/core/api/chat-log';
import { useState } from 'react';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';
import { ChatLines } from './chat-lines.tsx';

interface Opened {
  readonly chat: ChatContext;
  /** Given once, and recorded with every further page. */
  readonly reason: string;
}

/** What was said in the room, with what was taken away. Opened with a reason, which stands in the audit log. */
export function KeptChat({ roomId }: { readonly roomId: string }) {
  const [asking, setAsking] = useState(false);
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState<ApiProblem>();
  const read = (body: object): Promise<ChatContext> =>
    call({ method: 'POST', path: `/admin/watch/${roomId}/chat`, body, schema: chatContextSchema });
  const earlier = async ({ chat, reason }: Opened): Promise<void> => {
    setProblem(undefined);
    try {
      const before = await read({ reason, before: chat.earlier });
      setOpened({ chat: { ...before, items: [...before.items, ...chat.items] }, reason });
    } catch (thrown) {
      setProblem(problemFrom(thrown));
    }
  };
  return (
    <section className="card stack" aria-labelledby="kept">
      <h2 id="kept">Chat on record</h2>
      {opened === undefined ? (
        <p>
          Kept for 30 days, with what was deleted.{' '}
          <button type="button" onClick={() => setAsking(true)}>
            Read it
          </button>
        </p>
      ) : (
        <>
          {problem === undefined ? null : <ProblemNotice problem={problem} />}
          {opened.chat.earlier === undefined ? null : (
            <button type="button" onClick={() => void earlier(opened)}>
              Earlier
            </button>
          )}
          <ChatLines messages={opened.chat.items} empty="Nothing is on record." marked={opened.chat.around} />
        </>
      )}
      {asking ? (
        <ActDialog
          title="Read the chat of this room"
          lead="Leave the message empty for the newest."
          fields={[{ name: 'around', label: 'Message id to look around', required: false }]}
          confirm="Read"
          done="The chat is open."
          onSubmit={async ({ values, reason }) => ({
            reason,
            chat: await read({ reason, ...(values.around ? { around: values.around.trim() } : {}) }),
          })}
          onDone={(found) => {
            setOpened(found);
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}
