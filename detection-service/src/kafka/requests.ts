import {
  deleteRecordsV0,
  deleteRecordsV1,
  deleteRecordsV2,
  describeLogDirsV2,
  describeLogDirsV3,
  describeLogDirsV4,
  fetchV12,
  fetchV13,
  fetchV14,
  fetchV15,
  fetchV16,
  fetchV17,
  findCoordinatorV3,
  findCoordinatorV4,
  findCoordinatorV5,
  findCoordinatorV6,
  heartbeatV3,
  heartbeatV4,
  initProducerIdV3,
  initProducerIdV4,
  initProducerIdV5,
  joinGroupV6,
  joinGroupV7,
  joinGroupV8,
  joinGroupV9,
  leaveGroupV4,
  leaveGroupV5,
  listOffsetsV7,
  listOffsetsV8,
  listOffsetsV9,
  metadataV10,
  metadataV11,
  metadataV12,
  metadataV9,
  offsetCommitV8,
  offsetCommitV9,
  offsetFetchV8,
  offsetFetchV9,
  produceV10,
  produceV11,
  produceV9,
  syncGroupV4,
  syncGroupV5,
} from '@platformatic/kafka';

/** Every request that is sent to brokers, in the versions that are spoken here: those of one layout. Kafka 3.0 knows one of each. */
export const REQUESTS = {
  metadata: [metadataV9.api, metadataV10.api, metadataV11.api, metadataV12.api],
  fetch: [fetchV12, fetchV13, fetchV14, fetchV15, fetchV16, fetchV17].map(({ api, createRequest }) => ({
    ...{ key: api.key, version: api.version, createRequest },
  })),
  produce: [produceV9, produceV10, produceV11].map(({ api, parseResponse }) => ({
    ...{ key: api.key, version: api.version, parseResponse },
  })),
  initProducerId: [initProducerIdV3.api, initProducerIdV4.api, initProducerIdV5.api],
  listOffsets: [listOffsetsV7.api, listOffsetsV8.api, listOffsetsV9.api],
  deleteRecords: [deleteRecordsV0.api, deleteRecordsV1.api, deleteRecordsV2.api],
  describeLogDirs: [describeLogDirsV2.api, describeLogDirsV3.api, describeLogDirsV4.api],
  findCoordinator: [findCoordinatorV3.api, findCoordinatorV4.api, findCoordinatorV5.api, findCoordinatorV6.api],
  joinGroup: [joinGroupV6.api, joinGroupV7.api, joinGroupV8.api, joinGroupV9.api],
  syncGroup: [syncGroupV4.api, syncGroupV5.api],
  heartbeat: [heartbeatV3.api, heartbeatV4.api],
  leaveGroup: [leaveGroupV4.api, leaveGroupV5.api],
  offsetCommit: [offsetCommitV8.api, offsetCommitV9.api],
  offsetFetch: [offsetFetchV8.api, offsetFetchV9.api],
};

/** What brokers say of a request: the versions of it that they know. */
export interface KnownRequest {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** The names of the requests that brokers do not know in any version that is spoken here. */
export function unknownRequests(known: readonly KnownRequest[]): string[] {
  return Object.entries(REQUESTS).flatMap(([name, versions]) => {
    const theirs = known.find(({ apiKey }) => apiKey === versions[0]?.key);
    const common = versions.some(
      ({ version }) => theirs !== undefined && version >= theirs.minVersion && version <= theirs.maxVersion
    );
    return common ? [] : [name];
  });
}
