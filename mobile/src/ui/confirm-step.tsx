import { type ReactNode, useEffect, useRef, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { Button } from './button.tsx';
import { AppText } from './text.tsx';
import { space } from './theme.ts';

/**
 * A second question before something that cannot be taken back, in the place of the buttons that lead to it. The focus goes
 * to the answer that changes nothing.
 */
export function ConfirmStep(props: {
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly busy: boolean;
  readonly onYes: () => void;
  readonly compact?: boolean;
  /** What stands there before it is asked; `ask` asks. */
  readonly children: (ask: () => void) => ReactNode;
}) {
  const { compact = false } = props;
  const [asking, setAsking] = useState(false);
  const no = useRef<View>(null);
  const before = useRef<View>(null);
  const refused = useRef(false);
  useEffect(() => {
    if (asking) no.current?.focus();
    // The answer is gone with its question: who goes on by keys goes on from here.
    else if (refused.current) before.current?.focus();
    refused.current = false;
  }, [asking]);
  if (!asking) {
    return (
      <View ref={before} tabIndex={-1} style={styles.row}>
        {props.children(() => setAsking(true))}
      </View>
    );
  }
  return (
    <View style={styles.asking}>
      <AppText kind="strong" role="status">
        {props.question}
      </AppText>
      <View style={styles.row}>
        <Button compact={compact} kind="danger" label={props.yes} busy={props.busy} onPress={props.onYes} />
        <Button
          compact={compact}
          kind="secondary"
          label={props.no}
          disabled={props.busy}
          buttonRef={no}
          onPress={() => {
            refused.current = true;
            setAsking(false);
          }}
        />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  asking: { gap: space.s },
  row: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
});
