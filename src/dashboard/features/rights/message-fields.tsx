import { Button, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { countryName } from './countries';
import { PlaceField } from './countries-picker';
import styles from './window-editor.module.css';

type Messages = Record<string, string>;

interface MessageFieldsProps {
  value: Messages;
  onChange(value: Messages): void;
  error?: string;
}

const placeOf = (code: string): string => (code === '*' ? t('editor.messageEverybody') : countryName(code));

/** What viewers are told whom the window keeps out, country by country. */
export function MessageFields({ value, onChange, error }: MessageFieldsProps): ReactElement {
  const codes = Object.keys(value).sort();
  const [adding, setAdding] = useState(false);
  const say = (code: string, words: string): void => onChange({ ...value, [code]: words });
  const pick = (code: string): void => {
    setAdding(false);
    say(code, '');
  };
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('editor.messages')}</legend>
      <p className={styles.hint}>{t('editor.messagesHint')}</p>
      {codes.map((code) => (
        <MessageField
          key={code}
          code={code}
          words={value[code] ?? ''}
          error={value[code]?.trim() === '' ? error : undefined}
          onChange={(words) => say(code, words)}
          onRemove={() => onChange(Object.fromEntries(Object.entries(value).filter(([other]) => other !== code)))}
        />
      ))}
      {adding && <PlaceField label={t('editor.messageFor')} taken={codes} onPick={pick} />}
      <div className={styles.buttons}>
        {!('*' in value) && <AddButton label={t('editor.messageEverybody')} onClick={() => pick('*')} />}
        {!adding && <AddButton label={t('editor.messageFor')} onClick={() => setAdding(true)} />}
      </div>
    </fieldset>
  );
}

function AddButton({ label, onClick }: { label: string; onClick(): void }): ReactElement {
  return (
    <Button size="xs" variant="default" leftSection={<Icon name="add" size={14} />} onClick={onClick}>
      {label}
    </Button>
  );
}

interface MessageFieldProps {
  code: string;
  words: string;
  error?: string;
  onChange(words: string): void;
  onRemove(): void;
}

function MessageField({ code, words, error, onChange, onRemove }: MessageFieldProps): ReactElement {
  const place = placeOf(code);
  return (
    <div className={styles.message}>
      <TextInput
        label={place}
        aria-label={t('editor.messageWords', { place })}
        maxLength={300}
        value={words}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
      />
      <Button variant="subtle" color="gray" aria-label={t('editor.messageRemove', { place })} onClick={onRemove}>
        <Icon name="close" size={16} />
      </Button>
    </div>
  );
}
