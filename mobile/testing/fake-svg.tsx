import type { ComponentProps } from 'react';

/** The library draws on the web by these very elements; here without its own parts, which read native modules. */
export default function Svg(props: ComponentProps<'svg'>) {
  return <svg role="presentation" {...props} />;
}
export const Path = (props: ComponentProps<'path'>) => <path {...props} />;
export const Rect = (props: ComponentProps<'rect'>) => <rect {...props} />;
export const Line = (props: ComponentProps<'line'>) => <line {...props} />;
export const Circle = (props: ComponentProps<'circle'>) => <circle {...props} />;
