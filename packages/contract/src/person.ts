import Type from 'typebox';
import type { Static } from 'typebox';
import { named } from './reference.ts';

export const Person = named(
  'Person',
  Type.Object(
    {
      id: Type.String({ description: 'Who it is within the portal: a login, an entity reference.' }),
      name: Type.String({ description: 'As people read it. Text of a person: to be shown as text.' }),
      via: Type.String({ description: 'The portal that speaks for the person.' }),
    },
    { description: 'Somebody who said or did something.' }
  )
);
export type Person = Static<typeof Person>;
