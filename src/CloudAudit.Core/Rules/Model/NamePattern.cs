namespace CloudAudit.Rules;

/// <summary>Patterns of selection names, in which <c>*</c> stands for any number of characters.</summary>
internal static class NamePattern
{
    /// <summary>
    /// Compares in time linear in the product of both lengths at worst: only the last star is ever
    /// tried again, as an earlier one can gain nothing by taking more.
    /// </summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                retry = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++retry;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
