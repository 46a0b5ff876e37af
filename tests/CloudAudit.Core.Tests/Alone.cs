namespace CloudAudit.Core.Tests;

/// <summary>
/// Tests that run when the others have ended. The runtime compiles code to the end once nothing new has been called for a
/// while, which may not come about beside tests that start; and the memory of the process is everybody's.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
