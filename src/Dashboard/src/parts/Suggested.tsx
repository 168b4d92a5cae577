import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { itemsLike, usersLike } from '../api/queries';
import { Field } from './Field';

// As long as somebody types, nothing is asked.
const pause = 200;

interface Props {
  of: 'users' | 'items';
  name: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

/** A place for an id, with those that start with what is typed. */
export function Suggested({ of, name, placeholder, value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(value), pause);
    return () => clearTimeout(timer);
  }, [value]);
  const users = useQuery({ ...usersLike(typed), enabled: of === 'users', placeholderData: keepPreviousData });
  const items = useQuery({ ...itemsLike(typed), enabled: of === 'items', placeholderData: keepPreviousData });
  const found = of === 'users' ? users.data?.users.map((user) => ({ id: user.id, name: null })) : items.data?.items;
  return (
    <Field name={name} error={(of === 'users' ? users : items).error?.message}>
      {(ids) => (
        <>
          <input {...ids} className="field w-full" autoComplete="off" placeholder={placeholder} list={`${ids.id}-ids`} value={value} onChange={(event) => onChange(event.target.value)} />
          <datalist id={`${ids.id}-ids`}>
            {found?.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
