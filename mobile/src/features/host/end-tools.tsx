import { limits } from '@halobuzz/core/limits';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useServices } from '../services.ts';
import type { HostToolsProps } from './host-tools.ts';
import { useAct } from './use-act.ts';

/** The two ways out: for a moment, or for everybody and for good. Opening this was the first question, its answer is the second. */
export function EndTools({ roomId, onClose }: HostToolsProps & { readonly onClose: () => void }) {
  const { host: words, room } = useWords();
  const { api } = useServices();
  const act = useAct();
  return (
    <>
      <AppText>{words.leaveNote(limits.hostGraceMs / 1_000)}</AppText>
      <View style={styles.row}>
        <LinkButton href="/" label={words.leave} />
      </View>
      <AppText>{words.endNote}</AppText>
      <OutcomeNotice outcome={act.outcome} />
      <AppText kind="strong">{room.endConfirm}</AppText>
      <View style={styles.row}>
        <Button
          kind="danger"
          label={room.endYes}
          busy={act.busy === 'end'}
          onPress={() => void act.request('end', () => api.endStream(roomId))}
        />
        <Button kind="secondary" label={room.endNo} disabled={act.busy === 'end'} onPress={onClose} />
      </View>
    </>
  );
}

const styles = StyleSheet.create({ row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s } });
