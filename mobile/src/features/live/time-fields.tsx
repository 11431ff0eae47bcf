import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { textSize } from '../../ui/text-size.ts';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { localTime, momentOf } from './stream-values.ts';

/** When a broadcast is to start: typed, or one of the times that are wanted most. */
export function TimeFields(props: {
  readonly date: string;
  readonly time: string;
  readonly error: string | undefined;
  readonly onChange: (at: { readonly date: string; readonly time: string }) => void;
}) {
  const { live: words } = useWords();
  const format = useFormat();
  const { date, time, onChange } = props;
  const at = momentOf({ date, time });
  const evening = (daysAhead: number): Date => {
    const day = new Date();
    return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysAhead, 20);
  };
  const hour = (): Date => new Date(Date.now() + 3_600_000);
  return (
    <View style={styles.fields}>
      <View style={styles.row}>
        <Button compact kind="secondary" label={words.quick.hour} onPress={() => onChange(localTime(hour()))} />
        {evening(0).getTime() <= Date.now() ? null : (
          <Button
            compact
            kind="secondary"
            label={words.quick.tonight}
            onPress={() => onChange(localTime(evening(0)))}
          />
        )}
        <Button compact kind="secondary" label={words.quick.tomorrow} onPress={() => onChange(localTime(evening(1)))} />
      </View>
      <View style={styles.row}>
        <View style={styles.field}>
          <TextField
            label={words.date}
            hint={words.dateHint}
            value={date}
            onChangeText={(text) => onChange({ date: text, time })}
            inputMode="numeric"
            maxLength={10}
          />
        </View>
        <View style={styles.field}>
          <TextField
            label={words.time}
            hint={words.timeHint}
            error={props.error}
            value={time}
            onChangeText={(text) => onChange({ date, time: text })}
            inputMode="numeric"
            maxLength={5}
          />
        </View>
      </View>
      {at === undefined ? null : (
        <AppText kind="strong" role="status">
          {words.startsAt(format.time(at.toISOString()))}
        </AppText>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  fields: { gap: space.m },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
  field: { flexGrow: 1, flexBasis: textSize(150) },
});
