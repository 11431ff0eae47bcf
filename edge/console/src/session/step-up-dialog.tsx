import { Dialog } from '../kit/dialog.tsx';
import { useServices, useSessionView } from './session-context.ts';
import { StepUpForm } from './step-up-form.tsx';

/** Over whatever page did something that wants a proof of identity. Closing it means that nothing is done. */
export function StepUpDialog() {
  const { session } = useServices();
  const { proving, locked } = useSessionView();
  if (!proving || locked) return null;
  return (
    <Dialog title="Prove that it is you" onClose={() => session.giveUpProof()}>
      <p className="muted">What you are about to do needs a proof from the last five minutes.</p>
      <StepUpForm />
      <button type="button" onClick={() => session.giveUpProof()}>
        Cancel
      </button>
    </Dialog>
  );
}
