import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { t } from '../../messages/translate';
import { libraryQuery, videoQuery } from '../videos/videos-api';

interface VideoSelectProps {
  handle: string;
  label: string;
  value: string | null;
  onChange(videoId: string | null): void;
  error?: string;
  placeholder: string;
}

/** Finds a video of the library by its title. */
export function VideoSelect({ handle, label, value, onChange, error, placeholder }: VideoSelectProps): ReactElement {
  const [sought, setSought] = useState('');
  const { data: chosen } = useQuery({ ...videoQuery(value ?? ''), enabled: value !== null });
  // What is chosen stands in the field; it is nothing to search for.
  const q = sought === chosen?.title ? '' : sought.trim();
  const { data } = useInfiniteQuery(libraryQuery(handle, q ? { q } : {}));
  const found = (data?.pages ?? []).flatMap(({ items }) => items).map(({ id, title }) => ({ value: id, label: title }));
  const known = chosen && !found.some((each) => each.value === chosen.id);
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      error={error}
      limit={50}
      nothingFoundMessage={t('people.noVideo')}
      clearButtonProps={{ 'aria-label': t('simulator.library') }}
      data={known ? [{ value: chosen.id, label: chosen.title }, ...found] : found}
      filter={({ options }) => options}
      searchValue={sought}
      onSearchChange={setSought}
      value={value}
      onChange={onChange}
    />
  );
}
