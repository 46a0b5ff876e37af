namespace CloudAudit.Trails.Policies;

/// <summary>Wildcards and conditions of policies: when one says at least as much as another.</summary>
internal static class PolicyPattern
{
    /// <summary>
    /// Whether every text that <paramref name="inner"/> matches is matched by <paramref name="outer"/>, where * stands
    /// for any text and ? for a character. A * of the inner pattern is matched by a * of the outer alone.
    /// </summary>
    /// <param name="outer">The pattern that may be wider.</param>
    /// <param name="inner">The pattern, or the text, that may be narrower.</param>
    /// <param name="ignoreCase">Whether case differs without meaning, as in the names of actions.</param>
    public static bool Contains(string outer, string inner, bool ignoreCase = false)
    {
        // Two positions, and one to come back to: linear for one star, at worst the product of the lengths.
        int o = 0, i = 0, star = -1, resume = 0;
        while (i < inner.Length)
        {
            if (o < outer.Length && outer[o] == '*')
            {
                star = o++;
                resume = i;
            }
            else if (o < outer.Length && inner[i] != '*' && (outer[o] == '?' || Same(outer[o], inner[i], ignoreCase)))
            {
                o++;
                i++;
            }
            else if (star >= 0)
            {
                o = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (o < outer.Length && outer[o] == '*')
        {
            o++;
        }

        return o == outer.Length;
    }

    /// <summary>Whether a condition can hold only where another holds, too. False where it cannot be told.</summary>
    /// <param name="given">The condition that holds.</param>
    /// <param name="asked">The condition that may follow from it.</param>
    public static bool Implies(PolicyCondition given, PolicyCondition asked)
    {
        if (!string.Equals(given.Key, asked.Key, StringComparison.OrdinalIgnoreCase) || given.Values.Count == 0 || asked.Values.Count == 0)
        {
            return false;
        }

        return (given.Operator, asked.Operator) switch
        {
            ("StringEquals" or "ArnEquals" or "ArnLike", "ArnEquals" or "ArnLike")
                => given.Values.All(value => asked.Values.Any(pattern => ContainsArn(pattern, Literal(given.Operator, value)))),
            ("StringEquals" or "StringLike", "StringLike")
                => given.Values.All(value => asked.Values.Any(pattern => Contains(pattern, Literal(given.Operator, value)))),
            ("StringEquals", "StringEquals") => given.Values.All(value => asked.Values.Contains(value, StringComparer.Ordinal)),

            // None of the given ones leaves fewer than none of the asked ones.
            ("StringNotEquals", "StringNotEquals") => asked.Values.All(value => given.Values.Contains(value, StringComparer.Ordinal)),
            ("Bool", "Bool") or ("Null", "Null") => given.Values.Count == 1 && asked.Values.Count == 1
                && string.Equals(given.Values[0], asked.Values[0], StringComparison.OrdinalIgnoreCase),
            var (a, b) => a == b && given.Values.Count == asked.Values.Count && given.Values.All(value => asked.Values.Contains(value, StringComparer.Ordinal)),
        };
    }

    // The Arn operators match each of an ARN's six parts by itself ("IAM JSON policy elements: Condition operators").
    private static bool ContainsArn(string outer, string inner)
    {
        string[] patterns = outer.Split(':', 6);
        string[] parts = inner.Split(':', 6);
        return patterns.Length == 6 && parts.Length == 6 && patterns.Zip(parts).All(pair => Contains(pair.First, pair.Second));
    }

    // A star in a StringEquals is a star and no wildcard; a ? that a pattern's ? would match is one all the same.
    private static string Literal(string test, string value) => test == "StringEquals" ? value.Replace('*', '\u0001') : value;

    private static bool Same(char a, char b, bool ignoreCase) =>
        ignoreCase ? char.ToUpperInvariant(a) == char.ToUpperInvariant(b) : a == b;
}
