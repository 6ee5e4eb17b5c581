// Only the doctor asks which account manages the organisation.
export { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
