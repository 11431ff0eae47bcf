import { Image, View } from 'react-native';

/** The QR code that the edge drew, always dark on white. */
export function QrPicture({
  svg,
  label,
  size,
}: {
  readonly svg: string;
  readonly label: string;
  readonly size: number;
}) {
  return (
    <View role="img" aria-label={label} style={{ backgroundColor: '#ffffff' }}>
      <Image
        source={{ uri: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` }}
        alt=""
        style={{ width: size, height: size }}
      />
    </View>
  );
}
