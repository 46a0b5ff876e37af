using CloudAudit.Aws.Connection;

namespace CloudAudit.Aws;

/// <summary>Calls to AWS from threads of one's own that may wait, as readers' and command lines' may: on a monitor, not on a task.</summary>
public static class Waiting
{
    /// <summary>Runs asynchronous work beside this thread and waits for what comes of it.</summary>
    /// <param name="work">What is to be done.</param>
    /// <returns>Its result. What it throws is thrown here.</returns>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The waiting thread gets what went wrong, whatever it is.")]
    public static T For<T>(Func<Task<T>> work)
    {
        using var answer = new Handoff<T>(1);
        _ = Task.Run(async () =>
        {
            try
            {
                await answer.AddAsync(await work(), CancellationToken.None);
            }
            catch (Exception e)
            {
                answer.Complete(e);
            }
        });
        return answer.TryTake(out var given) ? given : throw new InvalidOperationException("Nothing came of the work.");
    }
}
