import { catalogueImageSchema } from '@halobuzz/core/api/catalogue';
import { imageTypes } from '@halobuzz/core/api/images';
import { limits } from '@halobuzz/core/limits';
import { useId, useState } from 'react';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { Notice } from '../../kit/notice.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';

/** Chooses and sends a gift's picture; a version that is made names its key. */
export function GiftImage(props: {
  readonly image: string | undefined;
  readonly onImage: (key: string | undefined) => void;
}) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const [tooLarge, setTooLarge] = useState(false);
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setTooLarge(file.size > limits.imageBytesMax);
    if (file.size > limits.imageBytesMax) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const request = { method: 'PUT', path: '/admin/catalogue/images', body: file } as const;
      props.onImage((await call({ ...request, schema: catalogueImageSchema })).key);
    } catch (thrown) {
      setProblem(problemFrom(thrown));
    }
    setBusy(false);
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        Picture<span className="muted"> (optional)</span>
      </label>
      {props.image === undefined ? null : (
        <div className="row">
          <img src={`/api/v1/images/${props.image}-small`} alt="As it will be shown" width={64} height={64} />
          <button type="button" onClick={() => props.onImage(undefined)}>
            Without a picture
          </button>
        </div>
      )}
      <input
        id={id}
        type="file"
        accept={imageTypes.join(',')}
        aria-describedby={`${id}-hint`}
        disabled={busy}
        onChange={(event) => void send(event.target.files?.[0])}
      />
      <span id={`${id}-hint`} className="muted">
        {busy ? 'Sending…' : 'JPEG, PNG or WebP; cut to a square, 512 pixels wide.'}
      </span>
      {tooLarge ? <Notice tone="error">It has more than {limits.imageBytesMax / 1024 / 1024} MiB.</Notice> : null}
      {problem === undefined ? null : <ProblemNotice problem={problem} />}
    </div>
  );
}
