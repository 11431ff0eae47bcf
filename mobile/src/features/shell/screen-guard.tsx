import { usePathname } from 'expo-router';
import { Component, type ReactNode } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** Keeps a fault of one screen from taking the app down: the frame stays, with another try and a way back. */
export function ScreenGuard({ children }: { readonly children: ReactNode }) {
  // Another place is another try.
  return <Guard key={usePathname()}>{children}</Guard>;
}

/** A class, because React tells faults of drawing to nothing else. */
class Guard extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Fault retry={() => this.setState({ failed: false })} />;
  }
}

function Fault({ retry }: { readonly retry: () => void }) {
  const { shell, ui } = useWords();
  usePageTitle(shell.fault.title);
  return (
    <Page>
      <AppText kind="title">{shell.fault.title}</AppText>
      <Notice tone="error" text={shell.fault.lead} />
      <View>
        <Button kind="primary" label={ui.retry} onPress={retry} />
        <LinkButton href="/" label={shell.nav.back} />
      </View>
    </Page>
  );
}
