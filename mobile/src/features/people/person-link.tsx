import { Link } from 'expo-router';
import type { ReactNode } from 'react';
import { Pressable, StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText, type AppTextProps } from '../../ui/text.tsx';
import { touchTarget } from '../../ui/theme.ts';

/**
 * A name that opens its person's profile. With `children` those are pressed instead (a row with a picture, say); the name is
 * still what a screen reader says.
 */
export function PersonLink(props: {
  readonly username: string;
  /** What is shown in the username's place. */
  readonly name?: string;
  readonly kind?: AppTextProps['kind'];
  readonly color?: AppTextProps['color'];
  readonly children?: ReactNode;
}) {
  const words = useWords().people;
  const { username, name = username, kind = 'strong', color } = props;
  return (
    <Link href={{ pathname: '/people/[username]', params: { username } }} asChild>
      <Pressable role="link" aria-label={words.open(name)} style={styles.link}>
        {props.children ?? (
          <AppText kind={kind} numberOfLines={1} {...(color === undefined ? {} : { color })}>
            {name}
          </AppText>
        )}
      </Pressable>
    </Link>
  );
}

const styles = StyleSheet.create({ link: { minHeight: touchTarget, justifyContent: 'center', flexShrink: 1 } });
