'use strict'
/** Shapes of DynamoDB's control plane, in the notation of `dataPlane.cjs`; loaded when first asked for. */
exports.shapes = `
ArchivalSummary = ArchivalDateTime:t ArchivalReason ArchivalBackupArn ;
AttributeDefinition = AttributeName AttributeType ;
AutoScalingPolicyDescription = PolicyName
  TargetTrackingScalingPolicyConfiguration:AutoScalingTargetTrackingScalingPolicyConfigurationDescription
  ;
AutoScalingPolicyUpdate =
  TargetTrackingScalingPolicyConfiguration:AutoScalingTargetTrackingScalingPolicyConfigurationUpdate
  PolicyName ;
AutoScalingSettingsDescription = MinimumUnits MaximumUnits AutoScalingDisabled AutoScalingRoleArn
  ScalingPolicies:[AutoScalingPolicyDescription ;
AutoScalingSettingsUpdate = MinimumUnits MaximumUnits AutoScalingDisabled AutoScalingRoleArn
  ScalingPolicyUpdate:AutoScalingPolicyUpdate ;
AutoScalingTargetTrackingScalingPolicyConfigurationDescription = TargetValue DisableScaleIn
  ScaleInCooldown ScaleOutCooldown ;
AutoScalingTargetTrackingScalingPolicyConfigurationUpdate = TargetValue DisableScaleIn
  ScaleInCooldown ScaleOutCooldown ;
BackupDescription = BackupDetails:BackupDetails SourceTableDetails:SourceTableDetails
  SourceTableFeatureDetails:SourceTableFeatureDetails ;
BackupDetails = BackupArn BackupName BackupStatus BackupType BackupCreationDateTime:t
  BackupSizeBytes BackupExpiryDateTime:t ;
BackupSummary = TableName TableId TableArn BackupArn BackupName BackupCreationDateTime:t
  BackupExpiryDateTime:t BackupStatus BackupType BackupSizeBytes ;
BillingModeSummary = BillingMode LastUpdateToPayPerRequestDateTime:t ;
BulkOperationBytes = BulkPutBytes ;
BulkOperationDescription = BulkOperationArn BulkOperationStatus
  TableDetails:[BulkOperationTableDetail ClientToken InputS3Configuration:InputS3Configuration
  OutputS3Configuration:OutputS3Configuration StartTime:t EndTime:t ProcessedItemCount
  ProcessedInputBytes TotalInputBytes BulkOperationUsage:[BulkOperationUsage FailedItemCount
  FailureCode FailureMessage MaxWriteRequestUnits PerformanceTier ;
BulkOperationSummary = BulkOperationArn BulkOperationStatus StartTime:t EndTime:t ;
BulkOperationTableDetail = TableName TableId ;
BulkOperationUsage = TableName BulkPutBytes Table:BulkOperationBytes
  LocalSecondaryIndexes:{BulkOperationBytes GlobalSecondaryIndexes:{BulkOperationBytes
  VectorIndexes:{BulkOperationVectorBytes ;
BulkOperationVectorBytes = BulkPutVectorBytes ;
CancelBulkOperationInput = BulkOperationArn ;
CancelBulkOperationOutput = BulkOperationArn BulkOperationStatus ;
ContinuousBackupsDescription = ContinuousBackupsStatus
  PointInTimeRecoveryDescription:PointInTimeRecoveryDescription ;
ContributorInsightsSummary = TableName IndexName ContributorInsightsStatus ContributorInsightsMode
  ;
CreateBackupInput = TableName BackupName ;
CreateBackupOutput = BackupDetails:BackupDetails ;
CreateGlobalSecondaryIndexAction = IndexName KeySchema:[KeySchemaElement Projection:Projection
  ProvisionedThroughput:ProvisionedThroughput OnDemandThroughput:OnDemandThroughput
  WarmThroughput:WarmThroughput ;
CreateGlobalTableInput = GlobalTableName ReplicationGroup:[Replica ;
CreateGlobalTableOutput = GlobalTableDescription:GlobalTableDescription ;
CreateGlobalTableWitnessGroupMemberAction = RegionName ;
CreateReplicaAction = RegionName ;
CreateReplicationGroupMemberAction = RegionName KMSMasterKeyId
  ProvisionedThroughputOverride:ProvisionedThroughputOverride
  OnDemandThroughputOverride:OnDemandThroughputOverride
  GlobalSecondaryIndexes:[ReplicaGlobalSecondaryIndex TableClassOverride ;
CreateTableInput = TableName AttributeDefinitions:[AttributeDefinition KeySchema:[KeySchemaElement
  LocalSecondaryIndexes:[LocalSecondaryIndex GlobalSecondaryIndexes:[GlobalSecondaryIndex
  BillingMode ProvisionedThroughput:ProvisionedThroughput StreamSpecification:StreamSpecification
  SSESpecification:SSESpecification Tags:[Tag TableClass DeletionProtectionEnabled
  WarmThroughput:WarmThroughput ResourcePolicy OnDemandThroughput:OnDemandThroughput
  GlobalTableSourceArn GlobalTableSettingsReplicationMode VectorIndexes:[VectorIndex ;
CreateTableOutput = TableDescription:TableDescription ;
CreateVectorIndexAction = IndexName VectorAttribute:VectorAttributeDefinition
  Projection:Projection Dimensions DistanceFunction SearchSchema:[SearchSchemaElement ;
CsvOptions = Delimiter HeaderList:[ ;
DeleteBackupInput = BackupArn ;
DeleteBackupOutput = BackupDescription:BackupDescription ;
DeleteGlobalSecondaryIndexAction = IndexName ;
DeleteGlobalTableWitnessGroupMemberAction = RegionName ;
DeleteReplicaAction = RegionName ;
DeleteReplicationGroupMemberAction = RegionName ;
DeleteResourcePolicyInput = ResourceArn ExpectedRevisionId ;
DeleteResourcePolicyOutput = RevisionId ;
DeleteTableInput = TableName ;
DeleteTableOutput = TableDescription:TableDescription ;
DeleteVectorIndexAction = IndexName ;
DescribeBackupInput = BackupArn ;
DescribeBackupOutput = BackupDescription:BackupDescription ;
DescribeBulkOperationInput = BulkOperationArn ;
DescribeBulkOperationOutput = BulkOperationDescription:BulkOperationDescription ;
DescribeContinuousBackupsInput = TableName ;
DescribeContinuousBackupsOutput = ContinuousBackupsDescription:ContinuousBackupsDescription ;
DescribeContributorInsightsInput = TableName IndexName ;
DescribeContributorInsightsOutput = TableName IndexName ContributorInsightsRuleList:[
  ContributorInsightsStatus LastUpdateDateTime:t FailureException:FailureException
  ContributorInsightsMode ;
DescribeEndpointsRequest = ;
DescribeEndpointsResponse = Endpoints:[Endpoint ;
DescribeExportInput = ExportArn ;
DescribeExportOutput = ExportDescription:ExportDescription ;
DescribeGlobalTableInput = GlobalTableName ;
DescribeGlobalTableOutput = GlobalTableDescription:GlobalTableDescription ;
DescribeGlobalTableSettingsInput = GlobalTableName ;
DescribeGlobalTableSettingsOutput = GlobalTableName ReplicaSettings:[ReplicaSettingsDescription ;
DescribeImportInput = ImportArn ;
DescribeImportOutput = ImportTableDescription:ImportTableDescription ;
DescribeKinesisStreamingDestinationInput = TableName ;
DescribeKinesisStreamingDestinationOutput = TableName
  KinesisDataStreamDestinations:[KinesisDataStreamDestination ;
DescribeLimitsInput = ;
DescribeLimitsOutput = AccountMaxReadCapacityUnits AccountMaxWriteCapacityUnits
  TableMaxReadCapacityUnits TableMaxWriteCapacityUnits ;
DescribeTableInput = TableName ;
DescribeTableOutput = Table:TableDescription ;
DescribeTableReplicaAutoScalingInput = TableName ;
DescribeTableReplicaAutoScalingOutput = TableAutoScalingDescription:TableAutoScalingDescription ;
DescribeTimeToLiveInput = TableName ;
DescribeTimeToLiveOutput = TimeToLiveDescription:TimeToLiveDescription ;
DisassociateReplicationGroupMemberAction = RegionName DisassociationMode ;
EnableKinesisStreamingConfiguration = ApproximateCreationDateTimePrecision ;
Endpoint = Address CachePeriodInMinutes ;
ExportDescription = ExportArn ExportStatus StartTime:t EndTime:t ExportManifest TableArn TableId
  ExportTime:t ClientToken S3Bucket S3BucketOwner S3Prefix S3SseAlgorithm S3SseKmsKeyId
  FailureCode FailureMessage ExportFormat BilledSizeBytes ItemCount ExportType
  IncrementalExportSpecification:IncrementalExportSpecification
  FilterSpecification:FilterSpecification ;
ExportSummary = ExportArn ExportStatus ExportType ;
ExportTableToPointInTimeInput = TableArn S3Bucket ExportTime:t ClientToken:i S3BucketOwner
  S3Prefix S3SseAlgorithm S3SseKmsKeyId ExportFormat ExportType
  IncrementalExportSpecification:IncrementalExportSpecification
  FilterSpecification:FilterSpecification ;
ExportTableToPointInTimeOutput = ExportDescription:ExportDescription ;
FailureException = ExceptionName ExceptionDescription ;
FilterSpecification = FilterExpression ProjectionExpression KeyConditionExpression
  ExpressionAttributeNames:{ ExpressionAttributeValues:{A ;
GetResourcePolicyInput = ResourceArn ;
GetResourcePolicyOutput = Policy RevisionId ;
GlobalSecondaryIndex = IndexName KeySchema:[KeySchemaElement Projection:Projection
  ProvisionedThroughput:ProvisionedThroughput OnDemandThroughput:OnDemandThroughput
  WarmThroughput:WarmThroughput ;
GlobalSecondaryIndexAutoScalingUpdate = IndexName
  ProvisionedWriteCapacityAutoScalingUpdate:AutoScalingSettingsUpdate ;
GlobalSecondaryIndexDescription = IndexName KeySchema:[KeySchemaElement Projection:Projection
  IndexStatus Backfilling ProvisionedThroughput:ProvisionedThroughputDescription IndexSizeBytes
  ItemCount IndexArn OnDemandThroughput:OnDemandThroughput
  WarmThroughput:GlobalSecondaryIndexWarmThroughputDescription ;
GlobalSecondaryIndexInfo = IndexName KeySchema:[KeySchemaElement Projection:Projection
  ProvisionedThroughput:ProvisionedThroughput OnDemandThroughput:OnDemandThroughput ;
GlobalSecondaryIndexUpdate = Update:UpdateGlobalSecondaryIndexAction
  Create:CreateGlobalSecondaryIndexAction Delete:DeleteGlobalSecondaryIndexAction ;
GlobalSecondaryIndexWarmThroughputDescription = ReadUnitsPerSecond WriteUnitsPerSecond Status ;
GlobalTable = GlobalTableName ReplicationGroup:[Replica ;
GlobalTableDescription = ReplicationGroup:[ReplicaDescription GlobalTableArn CreationDateTime:t
  GlobalTableStatus GlobalTableName ;
GlobalTableGlobalSecondaryIndexSettingsUpdate = IndexName ProvisionedWriteCapacityUnits
  ProvisionedWriteCapacityAutoScalingSettingsUpdate:AutoScalingSettingsUpdate ;
GlobalTableWitnessDescription = RegionName WitnessStatus ;
GlobalTableWitnessGroupUpdate = Create:CreateGlobalTableWitnessGroupMemberAction
  Delete:DeleteGlobalTableWitnessGroupMemberAction ;
ImportSummary = ImportArn ImportStatus TableArn S3BucketSource:S3BucketSource
  CloudWatchLogGroupArn InputFormat StartTime:t EndTime:t ;
ImportTableDescription = ImportArn ImportStatus TableArn TableId ClientToken
  S3BucketSource:S3BucketSource ErrorCount CloudWatchLogGroupArn InputFormat
  InputFormatOptions:InputFormatOptions InputCompressionType
  TableCreationParameters:TableCreationParameters StartTime:t EndTime:t ProcessedSizeBytes
  ProcessedItemCount ImportedItemCount FailureCode FailureMessage ;
ImportTableInput = S3BucketSource:S3BucketSource InputFormat
  TableCreationParameters:TableCreationParameters ClientToken:i
  InputFormatOptions:InputFormatOptions InputCompressionType ;
ImportTableOutput = ImportTableDescription:ImportTableDescription ;
IncrementalExportSpecification = ExportFromTime:t ExportToTime:t ExportViewType ;
InputFormatOptions = Csv:CsvOptions ;
InputS3Configuration = S3Bucket InputFormat S3BucketOwner S3KeyPrefix InputCompressionType ;
KeySchemaElement = AttributeName KeyType ;
KinesisDataStreamDestination = StreamArn DestinationStatus DestinationStatusDescription
  ApproximateCreationDateTimePrecision ;
KinesisStreamingDestinationInput = TableName StreamArn
  EnableKinesisStreamingConfiguration:EnableKinesisStreamingConfiguration ;
KinesisStreamingDestinationOutput = TableName StreamArn DestinationStatus
  EnableKinesisStreamingConfiguration:EnableKinesisStreamingConfiguration ;
ListBackupsInput = TableName Limit TimeRangeLowerBound:t TimeRangeUpperBound:t
  ExclusiveStartBackupArn BackupType ;
ListBackupsOutput = BackupSummaries:[BackupSummary LastEvaluatedBackupArn ;
ListBulkOperationsInput = MaxResults NextToken ;
ListBulkOperationsOutput = BulkOperationsSummaryList:[BulkOperationSummary NextToken ;
ListContributorInsightsInput = TableName NextToken MaxResults ;
ListContributorInsightsOutput = ContributorInsightsSummaries:[ContributorInsightsSummary NextToken
  ;
ListExportsInput = TableArn MaxResults NextToken ;
ListExportsOutput = ExportSummaries:[ExportSummary NextToken ;
ListGlobalTablesInput = ExclusiveStartGlobalTableName Limit RegionName ;
ListGlobalTablesOutput = GlobalTables:[GlobalTable LastEvaluatedGlobalTableName ;
ListImportsInput = TableArn PageSize NextToken ;
ListImportsOutput = ImportSummaryList:[ImportSummary NextToken ;
ListTablesInput = ExclusiveStartTableName Limit ;
ListTablesOutput = TableNames:[ LastEvaluatedTableName ;
ListTagsOfResourceInput = ResourceArn NextToken ;
ListTagsOfResourceOutput = Tags:[Tag NextToken ;
LocalSecondaryIndex = IndexName KeySchema:[KeySchemaElement Projection:Projection ;
LocalSecondaryIndexDescription = IndexName KeySchema:[KeySchemaElement Projection:Projection
  IndexSizeBytes ItemCount IndexArn ;
LocalSecondaryIndexInfo = IndexName KeySchema:[KeySchemaElement Projection:Projection ;
OnDemandThroughput = MaxReadRequestUnits MaxWriteRequestUnits ;
OnDemandThroughputOverride = MaxReadRequestUnits ;
OutputS3Configuration = OutputType:[ S3BucketOwner S3Bucket S3KeyPrefix S3SseAlgorithm
  S3SseKmsKeyId ;
PointInTimeRecoveryDescription = PointInTimeRecoveryStatus RecoveryPeriodInDays
  EarliestRestorableDateTime:t LatestRestorableDateTime:t ;
PointInTimeRecoverySpecification = PointInTimeRecoveryEnabled RecoveryPeriodInDays ;
Projection = ProjectionType NonKeyAttributes:[ ;
ProvisionedThroughput = ReadCapacityUnits WriteCapacityUnits ;
ProvisionedThroughputDescription = LastIncreaseDateTime:t LastDecreaseDateTime:t
  NumberOfDecreasesToday ReadCapacityUnits WriteCapacityUnits ;
ProvisionedThroughputOverride = ReadCapacityUnits ;
PutResourcePolicyInput = ResourceArn Policy ExpectedRevisionId ConfirmRemoveSelfResourceAccess ;
PutResourcePolicyOutput = RevisionId ;
Replica = RegionName ;
ReplicaAutoScalingDescription = RegionName
  GlobalSecondaryIndexes:[ReplicaGlobalSecondaryIndexAutoScalingDescription
  ReplicaProvisionedReadCapacityAutoScalingSettings:AutoScalingSettingsDescription
  ReplicaProvisionedWriteCapacityAutoScalingSettings:AutoScalingSettingsDescription ReplicaStatus
  ;
ReplicaAutoScalingUpdate = RegionName
  ReplicaGlobalSecondaryIndexUpdates:[ReplicaGlobalSecondaryIndexAutoScalingUpdate
  ReplicaProvisionedReadCapacityAutoScalingUpdate:AutoScalingSettingsUpdate ;
ReplicaDescription = RegionName ReplicaStatus ReplicaArn ReplicaStatusDescription
  ReplicaStatusPercentProgress KMSMasterKeyId
  ProvisionedThroughputOverride:ProvisionedThroughputOverride
  OnDemandThroughputOverride:OnDemandThroughputOverride
  WarmThroughput:TableWarmThroughputDescription
  GlobalSecondaryIndexes:[ReplicaGlobalSecondaryIndexDescription ReplicaInaccessibleDateTime:t
  ReplicaTableClassSummary:TableClassSummary GlobalTableSettingsReplicationMode ;
ReplicaGlobalSecondaryIndex = IndexName
  ProvisionedThroughputOverride:ProvisionedThroughputOverride
  OnDemandThroughputOverride:OnDemandThroughputOverride ;
ReplicaGlobalSecondaryIndexAutoScalingDescription = IndexName IndexStatus
  ProvisionedReadCapacityAutoScalingSettings:AutoScalingSettingsDescription
  ProvisionedWriteCapacityAutoScalingSettings:AutoScalingSettingsDescription ;
ReplicaGlobalSecondaryIndexAutoScalingUpdate = IndexName
  ProvisionedReadCapacityAutoScalingUpdate:AutoScalingSettingsUpdate ;
ReplicaGlobalSecondaryIndexDescription = IndexName
  ProvisionedThroughputOverride:ProvisionedThroughputOverride
  OnDemandThroughputOverride:OnDemandThroughputOverride
  WarmThroughput:GlobalSecondaryIndexWarmThroughputDescription ;
ReplicaGlobalSecondaryIndexSettingsDescription = IndexName IndexStatus
  ProvisionedReadCapacityUnits
  ProvisionedReadCapacityAutoScalingSettings:AutoScalingSettingsDescription
  ProvisionedWriteCapacityUnits
  ProvisionedWriteCapacityAutoScalingSettings:AutoScalingSettingsDescription ;
ReplicaGlobalSecondaryIndexSettingsUpdate = IndexName ProvisionedReadCapacityUnits
  ProvisionedReadCapacityAutoScalingSettingsUpdate:AutoScalingSettingsUpdate ;
ReplicaSettingsDescription = RegionName ReplicaStatus ReplicaBillingModeSummary:BillingModeSummary
  ReplicaProvisionedReadCapacityUnits
  ReplicaProvisionedReadCapacityAutoScalingSettings:AutoScalingSettingsDescription
  ReplicaProvisionedWriteCapacityUnits
  ReplicaProvisionedWriteCapacityAutoScalingSettings:AutoScalingSettingsDescription
  ReplicaGlobalSecondaryIndexSettings:[ReplicaGlobalSecondaryIndexSettingsDescription
  ReplicaTableClassSummary:TableClassSummary ;
ReplicaSettingsUpdate = RegionName ReplicaProvisionedReadCapacityUnits
  ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate:AutoScalingSettingsUpdate
  ReplicaGlobalSecondaryIndexSettingsUpdate:[ReplicaGlobalSecondaryIndexSettingsUpdate
  ReplicaTableClass ;
ReplicaUpdate = Create:CreateReplicaAction Delete:DeleteReplicaAction ;
ReplicationGroupUpdate = Create:CreateReplicationGroupMemberAction
  Update:UpdateReplicationGroupMemberAction Delete:DeleteReplicationGroupMemberAction
  Disassociate:DisassociateReplicationGroupMemberAction ;
RestoreSummary = RestoreDateTime:t RestoreInProgress SourceBackupArn SourceTableArn ;
RestoreTableFromBackupInput = TargetTableName BackupArn BillingModeOverride
  GlobalSecondaryIndexOverride:[GlobalSecondaryIndex
  LocalSecondaryIndexOverride:[LocalSecondaryIndex
  ProvisionedThroughputOverride:ProvisionedThroughput
  OnDemandThroughputOverride:OnDemandThroughput SSESpecificationOverride:SSESpecification
  VectorIndexOverride:[VectorIndex ;
RestoreTableFromBackupOutput = TableDescription:TableDescription ;
RestoreTableToPointInTimeInput = TargetTableName SourceTableArn SourceTableName
  UseLatestRestorableTime RestoreDateTime:t BillingModeOverride
  GlobalSecondaryIndexOverride:[GlobalSecondaryIndex
  LocalSecondaryIndexOverride:[LocalSecondaryIndex
  ProvisionedThroughputOverride:ProvisionedThroughput
  OnDemandThroughputOverride:OnDemandThroughput SSESpecificationOverride:SSESpecification
  VectorIndexOverride:[VectorIndex ;
RestoreTableToPointInTimeOutput = TableDescription:TableDescription ;
S3BucketSource = S3Bucket S3BucketOwner S3KeyPrefix ;
SSEDescription = Status SSEType KMSMasterKeyArn InaccessibleEncryptionDateTime:t ;
SSESpecification = Enabled SSEType KMSMasterKeyId ;
SearchSchemaElement = AttributeName SearchSchemaElementType ;
SourceTableDetails = TableName TableId KeySchema:[KeySchemaElement TableCreationDateTime:t
  ProvisionedThroughput:ProvisionedThroughput TableArn TableSizeBytes
  OnDemandThroughput:OnDemandThroughput ItemCount BillingMode ;
SourceTableFeatureDetails = LocalSecondaryIndexes:[LocalSecondaryIndexInfo
  GlobalSecondaryIndexes:[GlobalSecondaryIndexInfo StreamDescription:StreamSpecification
  TimeToLiveDescription:TimeToLiveDescription SSEDescription:SSEDescription
  VectorIndexes:[VectorIndexInfo ;
StartBulkPutItemsInput = InputS3Configuration:InputS3Configuration
  OutputS3Configuration:OutputS3Configuration TableName ClientToken:i MaxWriteRequestUnits
  PerformanceTier ;
StartBulkPutItemsOutput = BulkOperationDescription:BulkOperationDescription ;
StreamSpecification = StreamEnabled StreamViewType ;
TableAutoScalingDescription = TableName TableStatus Replicas:[ReplicaAutoScalingDescription ;
TableClassSummary = TableClass LastUpdateDateTime:t ;
TableCreationParameters = TableName AttributeDefinitions:[AttributeDefinition
  KeySchema:[KeySchemaElement BillingMode ProvisionedThroughput:ProvisionedThroughput
  OnDemandThroughput:OnDemandThroughput SSESpecification:SSESpecification
  GlobalSecondaryIndexes:[GlobalSecondaryIndex VectorIndexes:[VectorIndex ;
TableDescription = AttributeDefinitions:[AttributeDefinition TableName KeySchema:[KeySchemaElement
  TableStatus CreationDateTime:t ProvisionedThroughput:ProvisionedThroughputDescription
  TableSizeBytes ItemCount TableArn TableId BillingModeSummary:BillingModeSummary
  LocalSecondaryIndexes:[LocalSecondaryIndexDescription
  GlobalSecondaryIndexes:[GlobalSecondaryIndexDescription StreamSpecification:StreamSpecification
  LatestStreamLabel LatestStreamArn GlobalTableVersion Replicas:[ReplicaDescription
  GlobalTableWitnesses:[GlobalTableWitnessDescription GlobalTableSettingsReplicationMode
  RestoreSummary:RestoreSummary SSEDescription:SSEDescription ArchivalSummary:ArchivalSummary
  TableClassSummary:TableClassSummary DeletionProtectionEnabled DisassociationProtectionEnabled
  OnDemandThroughput:OnDemandThroughput WarmThroughput:TableWarmThroughputDescription
  MultiRegionConsistency VectorIndexes:[VectorIndexDescription ;
TableWarmThroughputDescription = ReadUnitsPerSecond WriteUnitsPerSecond Status ;
Tag = Key Value ;
TagResourceInput = ResourceArn Tags:[Tag ;
TimeToLiveDescription = TimeToLiveStatus AttributeName ;
TimeToLiveSpecification = Enabled AttributeName ;
UntagResourceInput = ResourceArn TagKeys:[ ;
UpdateContinuousBackupsInput = TableName
  PointInTimeRecoverySpecification:PointInTimeRecoverySpecification ;
UpdateContinuousBackupsOutput = ContinuousBackupsDescription:ContinuousBackupsDescription ;
UpdateContributorInsightsInput = TableName ContributorInsightsAction IndexName
  ContributorInsightsMode ;
UpdateContributorInsightsOutput = TableName IndexName ContributorInsightsStatus
  ContributorInsightsMode ;
UpdateGlobalSecondaryIndexAction = IndexName ProvisionedThroughput:ProvisionedThroughput
  OnDemandThroughput:OnDemandThroughput WarmThroughput:WarmThroughput ;
UpdateGlobalTableInput = GlobalTableName ReplicaUpdates:[ReplicaUpdate ;
UpdateGlobalTableOutput = GlobalTableDescription:GlobalTableDescription ;
UpdateGlobalTableSettingsInput = GlobalTableName GlobalTableBillingMode
  GlobalTableProvisionedWriteCapacityUnits
  GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate:AutoScalingSettingsUpdate
  GlobalTableGlobalSecondaryIndexSettingsUpdate:[GlobalTableGlobalSecondaryIndexSettingsUpdate
  ReplicaSettingsUpdate:[ReplicaSettingsUpdate ;
UpdateGlobalTableSettingsOutput = GlobalTableName ReplicaSettings:[ReplicaSettingsDescription ;
UpdateKinesisStreamingConfiguration = ApproximateCreationDateTimePrecision ;
UpdateKinesisStreamingDestinationInput = TableName StreamArn
  UpdateKinesisStreamingConfiguration:UpdateKinesisStreamingConfiguration ;
UpdateKinesisStreamingDestinationOutput = TableName StreamArn DestinationStatus
  UpdateKinesisStreamingConfiguration:UpdateKinesisStreamingConfiguration ;
UpdateReplicationGroupMemberAction = RegionName KMSMasterKeyId
  ProvisionedThroughputOverride:ProvisionedThroughputOverride
  OnDemandThroughputOverride:OnDemandThroughputOverride
  GlobalSecondaryIndexes:[ReplicaGlobalSecondaryIndex TableClassOverride ;
UpdateTableInput = TableName AttributeDefinitions:[AttributeDefinition BillingMode
  ProvisionedThroughput:ProvisionedThroughput
  GlobalSecondaryIndexUpdates:[GlobalSecondaryIndexUpdate StreamSpecification:StreamSpecification
  SSESpecification:SSESpecification ReplicaUpdates:[ReplicationGroupUpdate TableClass
  DeletionProtectionEnabled MultiRegionConsistency
  GlobalTableWitnessUpdates:[GlobalTableWitnessGroupUpdate OnDemandThroughput:OnDemandThroughput
  WarmThroughput:WarmThroughput GlobalTableSettingsReplicationMode DisassociationProtectionEnabled
  VectorIndexUpdates:[VectorIndexUpdate ;
UpdateTableOutput = TableDescription:TableDescription ;
UpdateTableReplicaAutoScalingInput = TableName
  GlobalSecondaryIndexUpdates:[GlobalSecondaryIndexAutoScalingUpdate
  ProvisionedWriteCapacityAutoScalingUpdate:AutoScalingSettingsUpdate
  ReplicaUpdates:[ReplicaAutoScalingUpdate ;
UpdateTableReplicaAutoScalingOutput = TableAutoScalingDescription:TableAutoScalingDescription ;
UpdateTimeToLiveInput = TableName TimeToLiveSpecification:TimeToLiveSpecification ;
UpdateTimeToLiveOutput = TimeToLiveSpecification:TimeToLiveSpecification ;
VectorAttributeDefinition = AttributeName ;
VectorIndex = IndexName VectorAttribute:VectorAttributeDefinition Projection:Projection Dimensions
  DistanceFunction SearchSchema:[SearchSchemaElement ;
VectorIndexDescription = IndexName SearchSchema:[SearchSchemaElement Projection:Projection
  VectorAttribute:VectorAttributeDefinition Dimensions DistanceFunction IndexStatus Backfilling
  IndexSizeBytes ItemCount IndexArn ;
VectorIndexInfo = IndexName VectorAttribute:VectorAttributeDefinition
  SearchSchema:[SearchSchemaElement Projection:Projection Dimensions DistanceFunction ;
VectorIndexUpdate = Create:CreateVectorIndexAction Delete:DeleteVectorIndexAction ;
WarmThroughput = ReadUnitsPerSecond WriteUnitsPerSecond ;
`
