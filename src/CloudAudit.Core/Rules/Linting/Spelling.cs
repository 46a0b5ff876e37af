namespace CloudAudit.Rules.Linting;

/// <summary>Finds what a misspelt word may have been.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;

    /// <summary>The word most like another: the same but for case, else one or two slips away; null where none is.</summary>
    public static string? Nearest(string word, IEnumerable<string> words)
    {
        string? nearest = null;
        int least = word.Length < 5 ? 2 : 3;
        foreach (string candidate in words)
        {
            if (candidate.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return candidate;
            }

            if (Math.Abs(candidate.Length - word.Length) < least && word.Length <= LongestWord && candidate.Length <= LongestWord
                && Distance(word, candidate) is var distance && distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    // Levenshtein's distance, case aside, with one row at a time.
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[LongestWord + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int changed = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + changed);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
