/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('pushed_entities', (table) => {
    table.comment('Catalog entities as they were pushed to the inventory of Weir');
    table.string('entity_ref').primary().notNullable().comment('Reference, in lower case');
    table.string('tag', 64).notNullable().comment('SHA-256 of the body');
    table.text('body', 'longtext').notNullable().comment('What was pushed, JSON');
  });
  await knex.schema.createTable('settings', (table) => {
    table.comment('Single values that outlive a restart');
    table.string('name', 64).primary().notNullable().comment('What the value is');
    table.text('value').notNullable().comment('The value');
  });
  await knex.schema.createTable('accepted_entities', (table) => {
    table.comment('Services that people accepted from telemetry, provided to the catalog');
    table
      .string('row_hash', 64)
      .primary()
      .notNullable()
      .comment('SHA-256 of the id of the row in the inventory of Weir');
    table.string('entity_ref').notNullable().unique().comment('Reference that the catalog has');
    table.text('entity', 'longtext').notNullable().comment('The entity, JSON');
    table.string('accepted_by').notNullable().comment('Reference of the user');
    table.bigInteger('accepted_at').notNullable().comment('When, Unix milliseconds');
  });
  await knex.schema.createTable('last_summaries', (table) => {
    table.comment('What Weir said last of an entity, shown while it does not answer');
    table.string('entity_ref').primary().notNullable().comment('Reference, in lower case');
    table.text('summary', 'longtext').notNullable().comment('The summary, JSON');
    table.bigInteger('as_of').notNullable().comment('When it was read, Unix milliseconds');
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('last_summaries');
  await knex.schema.dropTable('accepted_entities');
  await knex.schema.dropTable('settings');
  await knex.schema.dropTable('pushed_entities');
};
