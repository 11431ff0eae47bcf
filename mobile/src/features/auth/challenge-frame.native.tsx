import { challengeMessageSchema } from '@halobuzz/core/challenge-frame';
import { StyleSheet } from 'react-native';
import { WebView } from 'react-native-webview';
import { type ChallengeFrameProps, challengeFrameHeight } from './challenge-frame-props.ts';

/** The page of a challenge in a web view, which goes nowhere else. */
export function ChallengeFrame({ title, url, onMessage }: ChallengeFrameProps) {
  return (
    <WebView
      accessibilityLabel={title}
      style={styles.frame}
      source={{ uri: url }}
      originWhitelist={[new URL(url).origin]}
      incognito
      onError={() => onMessage({ type: 'halobuzz.challenge', state: 'failed' })}
      onMessage={({ nativeEvent }) => {
        const message = challengeMessageSchema.safeParse(parsed(nativeEvent.data));
        if (message.success) onMessage(message.data);
      }}
    />
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const styles = StyleSheet.create({ frame: { height: challengeFrameHeight } });
