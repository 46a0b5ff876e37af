using System.Diagnostics.CodeAnalysis;

namespace CloudAudit.Trails;

/// <summary>A part of an account as it was found, or why it could not be looked at.</summary>
/// <typeparam name="T">The part.</typeparam>
public sealed record Inspected<T>
{
    private Inspected()
    {
    }

    /// <summary>What was found; null where there is no such thing.</summary>
    public T? Value { get; private init; }

    /// <summary>Whether it could be looked at.</summary>
    [MemberNotNullWhen(false, nameof(Obstacle))]
    public bool IsKnown => Obstacle is null;

    /// <summary>What was in the way: the permission that is missing, or the service's error.</summary>
    public string? Obstacle { get; private init; }

    public static Inspected<T> Found(T? value) => new() { Value = value };

    /// <summary>The permission to look is missing.</summary>
    /// <param name="permission">An IAM action, such as s3:GetBucketPolicy.</param>
    public static Inspected<T> Denied(string permission) => new() { Obstacle = $"the permission {permission} is missing" };

    /// <summary>The service could not say.</summary>
    /// <param name="problem">Its error.</param>
    public static Inspected<T> Failed(string problem) => new() { Obstacle = problem };
}

/// <summary>Makes what was found from its value.</summary>
public static class Inspected
{
    public static Inspected<T> Found<T>(T? value) => Inspected<T>.Found(value);
}
