import { Platform } from 'react-native';

/**
 * The feed by the keyboard of the web: it is one stop of the tab order, arrows go from line to line, Enter or space opens
 * the line's menu. Phones have no such keys.
 */
export function onLineKeys(pick: (key: string) => void): object {
  if (Platform.OS !== 'web') return {};
  return {
    onKeyDown: (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
      const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[id^="line-"]')];
      const at = lines.findIndex((line) => line.matches(':focus'));
      switch (event.key) {
        case 'ArrowUp':
          lines.at(at < 0 ? -1 : Math.max(0, at - 1))?.focus();
          break;
        case 'ArrowDown':
          lines[at + 1]?.focus();
          break;
        case 'Enter':
        case ' ': {
          const line = lines[at];
          if (line === undefined) return;
          pick(line.id.slice('line-'.length));
          break;
        }
        default:
          return;
      }
      event.preventDefault();
    },
  };
}
