/**
 * Clients of services that no room stands for: Lambda's runtime has the whole SDK, so they can be imported; their calls
 * are denied, as by a role that allows nothing. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const CLIENTS = new Set(
  `
  accessanalyzer account acm acm-pca amp amplify amplifybackend amplifyuibuilder api-gateway
  apigatewayv2 app-mesh appconfig appconfigdata appflow appintegrations application-auto-scaling
  application-insights application-signals applicationcostprofiler apprunner appstream appsync
  athena auditmanager auto-scaling auto-scaling-plans backup backup-gateway batch bcm-data-exports
  bcm-recommended-actions bedrock bedrock-agent bedrock-agent-runtime bedrock-agentcore
  bedrock-agentcore-control bedrock-data-automation bedrock-data-automation-runtime
  bedrock-runtime billingconductor braket budgets chatbot chime chime-sdk-identity
  chime-sdk-media-pipelines chime-sdk-meetings chime-sdk-messaging chime-sdk-voice cleanrooms
  cloud9 cloudcontrol clouddirectory cloudformation cloudfront cloudfront-keyvaluestore cloudhsm
  cloudhsm-v2 cloudsearch cloudsearch-domain cloudtrail cloudwatch cloudwatch-events
  cloudwatch-logs codeartifact codebuild codecatalyst codecommit codedeploy codeguru-reviewer
  codeguruprofiler codepipeline codestar codestar-connections codestar-notifications
  cognito-identity cognito-identity-provider cognito-sync comprehend comprehendmedical
  compute-optimizer config-service connect connect-contact-lens connectcampaigns
  connectcampaignsv2 connectcases connectparticipant controltower cost-and-usage-report-service
  cost-explorer cost-optimization-hub customer-profiles data-pipeline database-migration-service
  databrew dataexchange datasync datazone deadline detective device-farm devops-guru
  direct-connect directory-service dlm docdb docdb-elastic drs dsql ebs ec2 ec2-instance-connect
  ecr ecr-public ecs efs eks elastic-beanstalk elastic-inference elastic-load-balancing
  elastic-load-balancing-v2 elastic-transcoder elasticache elasticsearch-service
  elementalinference emr emr-containers emr-serverless entityresolution eventbridge evidently
  finspace firehose fis fms forecast forecastquery frauddetector fsx gamelift gameliftstreams
  geo-maps geo-places geo-routes glacier global-accelerator glue grafana greengrass greengrassv2
  groundstation guardduty health healthlake iam identitystore imagebuilder inspector inspector2
  internetmonitor invoicing iot iot-1click-projects iot-data-plane iot-events iot-events-data
  iot-jobs-data-plane iot-wireless iotanalytics iotdeviceadvisor iotfleethub iotsecuretunneling
  iotsitewise iotthingsgraph iottwinmaker ivs ivs-realtime ivschat kafka kafkaconnect kendra
  keyspaces kinesis kinesis-analytics kinesis-analytics-v2 kinesis-video
  kinesis-video-archived-media kinesis-video-media kinesis-video-signaling
  kinesis-video-webrtc-storage kms lakeformation launch-wizard lex-model-building-service
  lex-models-v2 lex-runtime-service lex-runtime-v2 license-manager lightsail location
  lookoutequipment lookoutmetrics lookoutvision m2 machine-learning macie macie2 mailmanager
  managedblockchain marketplace-agreement marketplace-catalog marketplace-commerce-analytics
  marketplace-entitlement-service marketplace-metering mediaconnect mediaconvert medialive
  mediapackage mediapackage-vod mediapackagev2 mediastore mediastore-data mediatailor
  medical-imaging memorydb mgn migration-hub migration-hub-refactor-spaces migrationhub-config
  migrationhuborchestrator migrationhubstrategy mq mturk mwaa neptune neptune-graph neptunedata
  network-firewall networkmanager oam omics opensearch opensearchserverless opsworks opsworkscm
  organizations osis outposts panorama partnercentral-account partnercentral-benefits
  partnercentral-channel partnercentral-selling payment-cryptography personalize
  personalize-events personalize-runtime pi pinpoint pinpoint-email pinpoint-sms-voice
  pinpoint-sms-voice-v2 pipes polly pricing proton qbusiness qconnect qldb qldb-session quicksight
  ram rbin rds rds-data redshift redshift-data redshift-serverless rekognition
  rekognitionstreaming resiliencehub resource-explorer-2 resource-groups
  resource-groups-tagging-api robomaker rolesanywhere route-53 route-53-domains
  route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness
  route53resolver rum s3-control s3tables s3vectors sagemaker sagemaker-a2i-runtime sagemaker-edge
  sagemaker-featurestore-runtime sagemaker-geospatial sagemaker-runtime savingsplans scheduler
  schemas secrets-manager securityhub securitylake serverlessapplicationrepository service-catalog
  service-catalog-appregistry service-quotas servicediscovery ses sesv2 sfn shield signer
  signer-data sms snow-device-management snowball sns socialmessaging ssm ssm-contacts
  ssm-incidents sso sso-admin sso-oidc storage-gateway sts support swf synthetics textract
  timestream-influxdb timestream-query timestream-write tnb transcribe transcribe-streaming
  transfer translate trustedadvisor verifiedpermissions voice-id vpc-lattice waf waf-regional
  wafv2 wellarchitected wisdom workdocs worklink workmail workmailmessageflow workspaces
  workspaces-instances workspaces-thin-client workspaces-web xray
  `
    .trim()
    .split(/\s+/),
)

/** What the service is called in host names and in IAM, where that is not the client's name; `-` for the same. */
const PREFIXES: Readonly<Record<string, readonly [endpoint: string, action: string]>> = {
  'api-gateway': ['apigateway', 'apigateway'],
  apigatewayv2: ['apigateway', 'apigateway'],
  appconfigdata: ['appconfigdata', 'appconfig'],
  'auto-scaling': ['autoscaling', 'autoscaling'],
  'application-auto-scaling': ['autoscaling', 'application-autoscaling'],
  'bedrock-agent': ['bedrock', 'bedrock'],
  'bedrock-agent-runtime': ['bedrock', 'bedrock'],
  'bedrock-runtime': ['bedrock', 'bedrock'],
  cloudwatch: ['monitoring', 'cloudwatch'],
  'cloudwatch-events': ['events', 'events'],
  'cloudwatch-logs': ['logs', 'logs'],
  'cognito-identity-provider': ['cognito-idp', 'cognito-idp'],
  'cost-explorer': ['ce', 'ce'],
  'database-migration-service': ['dms', 'dms'],
  efs: ['elasticfilesystem', 'elasticfilesystem'],
  'elastic-load-balancing': ['elasticloadbalancing', 'elasticloadbalancing'],
  'elastic-load-balancing-v2': ['elasticloadbalancing', 'elasticloadbalancing'],
  emr: ['elasticmapreduce', 'elasticmapreduce'],
  eventbridge: ['events', 'events'],
  'iot-data-plane': ['iotdata', 'iot'],
  location: ['geo', 'geo'],
  pinpoint: ['pinpoint', 'mobiletargeting'],
  'redshift-data': ['redshift-data', 'redshift-data'],
  'route-53': ['route53', 'route53'],
  'sagemaker-runtime': ['sagemaker', 'sagemaker'],
  'secrets-manager': ['secretsmanager', 'secretsmanager'],
  servicediscovery: ['servicediscovery', 'servicediscovery'],
  ses: ['email', 'ses'],
  sesv2: ['email', 'ses'],
  sfn: ['states', 'states'],
}

/** The error's name where the service does not call it `AccessDeniedException`. */
const DENIALS: Readonly<Record<string, string>> = {
  'auto-scaling': 'AccessDenied',
  cloudformation: 'AccessDenied',
  cloudfront: 'AccessDenied',
  cloudwatch: 'AccessDenied',
  ec2: 'UnauthorizedOperation',
  elasticache: 'AccessDenied',
  iam: 'AccessDenied',
  rds: 'AccessDenied',
  redshift: 'AccessDenied',
  'route-53': 'AccessDenied',
  ses: 'AccessDenied',
  sns: 'AuthorizationErrorException',
  sts: 'AccessDenied',
}

const SCOPE = '@aws-sdk/client-'
const clientOf = (specifier: string): string | null => {
  if (!specifier.startsWith(SCOPE)) return null
  const client = specifier.slice(SCOPE.length)
  return CLIENTS.has(client) ? client : null
}

/** Whether it is the client of a service that Coldstart does not have. */
export const isUnserved = (specifier: string): boolean => clientOf(specifier) !== null

/** The module's text inside; undefined where it is no such client. */
export function unservedText(specifier: string): string | undefined {
  const client = clientOf(specifier)
  if (client === null) return undefined
  const [prefix, action] = PREFIXES[client] ?? [client, client]
  const about = { client, prefix, action, denial: DENIALS[client] ?? 'AccessDeniedException' }
  return `module.exports = require('coldstart:sdk/internal/unserved').create(${JSON.stringify(about)})`
}
