import { createRouteRef } from '@backstage/core-plugin-api';

/** The service inventory. */
export const inventoryRouteRef = createRouteRef({ id: 'weir.inventory' });

/** The ratings of APIs. */
export const ratingsRouteRef = createRouteRef({ id: 'weir.ratings' });

/** The list of post-mortems; `/{id}` below it is one of them. */
export const postMortemsRouteRef = createRouteRef({ id: 'weir.post-mortems' });

/** The tab "Weir" of an entity page. */
export const entityTabRouteRef = createRouteRef({ id: 'weir.entity' });
