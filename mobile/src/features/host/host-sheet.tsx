import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { BattleTools } from './battle-tools.tsx';
import { BroadcastTools } from './broadcast-tools.tsx';
import { ChatTools } from './chat-tools.tsx';
import { Dashboard } from './dashboard.tsx';
import { DeviceTools } from './device-tools.tsx';
import { EndTools } from './end-tools.tsx';
import { GuestTools } from './guest-tools.tsx';
import type { HostTools, HostToolsProps } from './host-tools.ts';
import { PeopleTools } from './people-tools.tsx';

/** The tools of a host, or of who moderates, one set at a time in a dialog over the room. */
export function HostSheet(props: HostToolsProps & { readonly open: HostTools; readonly onClose: () => void }) {
  const { host: words, ui } = useWords();
  const { open, onClose } = props;
  const moderation = useWords().moderation;
  const titles: Readonly<Record<HostTools, string>> = {
    ...{ dashboard: words.dashboard, guests: words.guests, battle: words.battle, chat: words.chat },
    ...{ people: moderation.title, broadcast: words.broadcast, devices: words.devices, ending: words.ending },
  };
  return (
    <Sheet label={titles[open]} onClose={onClose}>
      <AppText kind="heading">{titles[open]}</AppText>
      {toolsOf(open, props, onClose)}
      <View style={styles.row}>
        <Button kind="quiet" label={ui.close} onPress={onClose} />
      </View>
    </Sheet>
  );
}

function toolsOf(open: HostTools, props: HostToolsProps, onClose: () => void): ReactNode {
  switch (open) {
    case 'dashboard':
      return <Dashboard {...props} />;
    case 'guests':
      return <GuestTools {...props} />;
    case 'battle':
      return <BattleTools {...props} />;
    case 'chat':
      return <ChatTools {...props} />;
    case 'people':
      return <PeopleTools {...props} />;
    case 'broadcast':
      return <BroadcastTools {...props} />;
    case 'devices':
      return <DeviceTools {...props} />;
    case 'ending':
      return <EndTools {...props} onClose={onClose} />;
    default:
      return open satisfies never;
  }
}

const styles = StyleSheet.create({ row: { flexDirection: 'row', gap: space.s } });
