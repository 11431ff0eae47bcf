import { describe, expect, it } from 'vitest';
import { avatarColorOf, nameColorOf } from './avatar.tsx';
import { darkPalette, lightPalette, type Palette } from './theme.ts';

/** Contrast of two colours: WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.startsWith('#') ? fromHex(color) : fromHsl(color)).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function fromHex(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
}

/** CSS Color 4, "HSL to sRGB". */
function fromHsl(color: string): number[] {
  const [h = 0, s = 0, l = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  const part = (n: number): number => {
    const k = (n + h / 30) % 12;
    return l / 100 - (s / 100) * Math.min(l / 100, 1 - l / 100) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [part(0), part(8), part(4)];
}

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('hsl(0, 100%, 50%)', '#ff0000')).toBeCloseTo(1, 5);
});

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('the %s scheme', (_name, palette: Palette) => {
  const { background, surface, raised, accentSoft } = palette;
  it.each([
    ['text', palette.text, [background, surface, raised, accentSoft]],
    ['muted', palette.muted, [background, surface, raised]],
    ['accentText', palette.accentText, [background, surface, raised, accentSoft]],
    ['danger', palette.danger, [background, surface, palette.dangerSoft]],
    ['success', palette.success, [background, surface, palette.successSoft]],
    ['onAccent', palette.onAccent, [palette.accent, palette.accentPressed]],
    ['onLive', palette.onLive, [palette.live]],
    ['onStage', palette.onStage, [palette.stage]],
    ['onStageMuted', palette.onStageMuted, [palette.stage]],
    ['background on chosen chips', background, [palette.text]],
  ])('keeps %s readable', (_what, color, surfaces) => {
    for (const behind of surfaces) expect(contrast(color, behind)).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps every person’s name readable in the chat', () => {
    for (let hue = 0; hue < 360; hue += 1) {
      const color = nameColorOf(hue, palette.scheme);
      for (const behind of [background, surface]) expect(contrast(color, behind)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('keeps initials readable on every avatar', () => {
  for (let hue = 0; hue < 360; hue += 1) {
    expect(contrast('#ffffff', avatarColorOf(hue))).toBeGreaterThanOrEqual(4.5);
  }
});
