import { CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import styles from './library.module.css';
import { type LibraryFilters, type LibrarySort, sorts, statuses } from './library-filters';

interface LibraryToolbarProps {
  filters: LibraryFilters;
  onChange(filters: LibraryFilters): void;
}

export function LibraryToolbar({ filters, onChange }: LibraryToolbarProps): ReactElement {
  const { status, sort, ...rest } = filters;
  return (
    <div className={styles.toolbar}>
      <fieldset className={styles.chips} aria-label={t('library.filter')}>
        {[undefined, ...statuses].map((one) => (
          <button
            key={one ?? 'all'}
            type="button"
            className={styles.chip}
            aria-pressed={status === one}
            onClick={() => onChange({ ...rest, ...(sort ? { sort } : {}), ...(one ? { status: one } : {}) })}
          >
            {t(`filter.${one ?? 'all'}`)}
          </button>
        ))}
      </fieldset>
      <div className={styles.find}>
        <SearchField value={filters.q ?? ''} onChange={(q) => onChange({ ...filters, q: q || undefined })} />
        <NativeSelect
          aria-label={t('library.sort')}
          value={sort ?? 'newest'}
          data={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
          onChange={(event) => {
            const chosen = event.currentTarget.value as LibrarySort;
            onChange({ ...filters, sort: chosen === 'newest' ? undefined : chosen });
          }}
        />
      </div>
    </div>
  );
}

const restMs = 250;

function SearchField({ value, onChange }: { value: string; onChange(value: string): void }): ReactElement {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(value);
  // The address may change by itself: back, or "show all".
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  const change = (next: string, afterMs: number): void => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      asked.current = next.trim();
      onChange(next.trim());
    }, afterMs);
  };
  const clear = <CloseButton aria-label={t('library.clearSearch')} size="sm" onClick={() => change('', 0)} />;
  return (
    <TextInput
      id="library-search"
      type="search"
      aria-label={t('library.search')}
      placeholder={t('library.search')}
      maxLength={100}
      leftSection={<Icon name="search" size={18} />}
      rightSection={typed ? clear : null}
      value={typed}
      onChange={(event) => change(event.currentTarget.value, restMs)}
    />
  );
}
