import { createPermission } from '@backstage/plugin-permission-common';

/**
 * To see what Weir says: health, problems, forecasts, ratings, post-mortems, the inventory.
 *
 * @public
 */
export const weirReadPermission = createPermission({ name: 'weir.read', attributes: { action: 'read' } });

/**
 * To say one of the eight words about a problem or an anomaly, and to take one's own word back.
 *
 * @public
 */
export const weirFeedbackCreatePermission = createPermission({
  name: 'weir.feedback.create',
  attributes: { action: 'create' },
});

/**
 * To give an API stars, and to take one's own vote back.
 *
 * @public
 */
export const weirVoteCreatePermission = createPermission({
  name: 'weir.vote.create',
  attributes: { action: 'create' },
});

/**
 * To open a post-mortem and to write in it.
 *
 * @public
 */
export const weirPostMortemWritePermission = createPermission({
  name: 'weir.post-mortem.write',
  attributes: { action: 'update' },
});

/**
 * To publish a post-mortem.
 *
 * @public
 */
export const weirPostMortemPublishPermission = createPermission({
  name: 'weir.post-mortem.publish',
  attributes: { action: 'update' },
});

/**
 * To accept proposed services into the catalog, to dismiss them, and to choose between two that claim one service.
 *
 * @public
 */
export const weirInventoryDecidePermission = createPermission({
  name: 'weir.inventory.decide',
  attributes: { action: 'update' },
});

/**
 * Every permission of the plugin.
 *
 * @public
 */
export const weirPermissions = [
  weirReadPermission,
  weirFeedbackCreatePermission,
  weirVoteCreatePermission,
  weirPostMortemWritePermission,
  weirPostMortemPublishPermission,
  weirInventoryDecidePermission,
];
