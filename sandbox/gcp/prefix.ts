/** Path prefix under which the sandbox's own port serves Google's hosts: `http://127.0.0.1:4567/_gcp`. */
export const GCP_PREFIX = '/_gcp';
