import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';
import { t } from '../../messages/translate';

const ages = [6, 12, 14, 16, 18, 21];

interface AgeFieldProps {
  value: number | null;
  editable: boolean;
  onChange(value: number | null): void;
}

export function AgeField({ value, editable, onChange }: AgeFieldProps): ReactElement {
  const known = value && !ages.includes(value) ? [...ages, value].sort((a, b) => a - b) : ages;
  return (
    <NativeSelect
      label={t('age.label')}
      description={t('age.hint')}
      disabled={!editable}
      value={String(value ?? '')}
      onChange={(event) => onChange(Number(event.currentTarget.value) || null)}
      data={[
        { value: '', label: t('age.none') },
        ...known.map((years) => ({ value: String(years), label: t('age.years', { years }) })),
      ]}
    />
  );
}
