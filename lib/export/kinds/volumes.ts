import { block, list, map, mode, named, nothing, type Shape } from "../shape";
import { LABEL_SELECTOR, METADATA } from "./metadata";

const FILES: Shape = { default_mode: mode, items: list(undefined, { mode }) };

const CLAIM_SPEC: Shape = {
  resources: block({ limits: map, requests: map }),
  selector: block(LABEL_SELECTOR),
};

export const VOLUME_CLAIM: Shape = { metadata: block(METADATA), spec: block(CLAIM_SPEC) };

export const VOLUME: Shape = {
  config_map: block(FILES),
  secret: block(FILES),
  downward_api: named("downwardAPI", FILES),
  projected: block({
    default_mode: mode,
    sources: list(undefined, {
      config_map: block(FILES),
      secret: block(FILES),
      downward_api: named("downwardAPI", FILES),
    }),
  }),
  ephemeral: block({ volume_claim_template: block(VOLUME_CLAIM) }),
  csi: block({ volume_attributes: map }),
  fc: block({ target_ww_ns: named("targetWWNs") }),
  // The API has taken the drivers of these out, or the provider has fields of theirs that it does not have.
  aws_elastic_block_store: nothing,
  azure_disk: nothing,
  azure_file: nothing,
  ceph_fs: nothing,
  cinder: nothing,
  flex_volume: nothing,
  flocker: nothing,
  gce_persistent_disk: nothing,
  glusterfs: nothing,
  local: nothing,
  photon_persistent_disk: nothing,
  quobyte: nothing,
  rbd: nothing,
  vsphere_volume: nothing,
};
