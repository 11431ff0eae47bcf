import { cloneElement, type ReactElement, useEffect } from 'react';

/** The part of expo-router that the app uses: one path, its parameters, and a record of where the app wanted to go. */
type Href = string | { readonly pathname: string; readonly params?: Readonly<Record<string, string>> };

interface Navigation {
  path: string;
  params: Record<string, string>;
  readonly visited: string[];
}

export const navigation: Navigation = { path: '/', params: {}, visited: [] };

export function resetNavigation(): void {
  navigation.path = '/';
  navigation.params = {};
  navigation.visited.length = 0;
  container.ready = true;
  container.listeners.clear();
}

function go(href: Href): void {
  navigation.visited.push(textOf(href));
}

function textOf(href: Href): string {
  if (typeof href === 'string') return href;
  const rest = { ...href.params };
  const path = href.pathname.replace(/\[(\w+)\]/g, (_all, name: string) => {
    const value = rest[name] ?? '';
    delete rest[name];
    return value;
  });
  const query = new URLSearchParams(rest).toString();
  return query === '' ? path : `${path}?${query}`;
}

function setParams(change: Readonly<Record<string, string>>): void {
  Object.assign(navigation.params, change);
}

/** The router above the first screen; a test may let it be late. */
export const container = {
  ready: true,
  listeners: new Set<() => void>(),
};
const containerRef = {
  isReady: (): boolean => container.ready,
  addListener: (_event: 'ready', listener: () => void) => {
    container.listeners.add(listener);
    return () => container.listeners.delete(listener);
  },
};
export const useNavigationContainerRef = () => containerRef;

const router = { push: go, replace: go, back: () => go('(back)'), setParams };

export const useRouter = () => router;
export const usePathname = (): string => navigation.path;
export const useUnstableGlobalHref = (): string => {
  const { '#': fragment, ...params } = navigation.params;
  return textOf({ pathname: navigation.path, params }) + (fragment === undefined ? '' : `#${fragment}`);
};
export const useLocalSearchParams = (): Record<string, string> => navigation.params;

export function Redirect({ href }: { readonly href: Href }) {
  const target = textOf(href);
  useEffect(() => {
    navigation.visited.push(target);
  }, [target]);
  return null;
}

export function Link(props: {
  readonly href: Href;
  readonly asChild?: boolean;
  readonly children: ReactElement<{ href?: string; onPress?: () => void }>;
}) {
  return cloneElement(props.children, { href: textOf(props.href), onPress: () => go(props.href) });
}

export function Slot() {
  return null;
}
