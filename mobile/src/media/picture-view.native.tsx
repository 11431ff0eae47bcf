import type { StyleProp, ViewStyle } from 'react-native';
import { RenderModeType, RtcSurfaceView } from 'react-native-agora';
import type { RtcPicture } from './rtc.ts';

/** A publisher's picture, filling its place. Its name stands beside it. */
export function PictureView({
  picture,
  style,
}: {
  readonly picture: RtcPicture;
  readonly style?: StyleProp<ViewStyle>;
}) {
  if (picture.uid === undefined) return null;
  return <RtcSurfaceView canvas={{ uid: picture.uid, renderMode: RenderModeType.RenderModeHidden }} style={style} />;
}
