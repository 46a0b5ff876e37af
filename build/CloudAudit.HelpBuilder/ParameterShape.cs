using System.Globalization;
using System.Reflection;

namespace CloudAudit.HelpBuilder;

/// <summary>Where a parameter stands in one parameter set.</summary>
/// <param name="Mandatory">Whether the set requires it.</param>
/// <param name="Position">Its position, or null where it must be named.</param>
/// <param name="ByValue">Whether it takes the pipeline's objects.</param>
/// <param name="ByPropertyName">Whether it takes a property of the pipeline's objects.</param>
internal sealed record ParameterPlace(bool Mandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}

/// <summary>A parameter as its property's attributes declare it.</summary>
internal sealed class ParameterShape
{
    /// <summary>The engine's name for "in every parameter set".</summary>
    public const string EverySet = "__AllParameterSets";

    public required string Name { get; init; }

    /// <summary>The type's short name, as help shows it.</summary>
    public required string TypeName { get; init; }

    /// <summary>Full name of the type, or of its elements for an array.</summary>
    public required string ElementType { get; init; }

    public required string Aliases { get; init; }

    public required IReadOnlyDictionary<string, ParameterPlace> Places { get; init; }

    public bool Wildcards { get; init; }

    /// <summary>The values it can have, where they are few and fixed.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public string? Default { get; init; }

    /// <summary>The text for a parameter that the engine adds.</summary>
    public string? CommonText { get; init; }

    public bool IsSwitch => TypeName == "SwitchParameter";

    /// <summary>Its place for the list of parameters, which knows no sets: required only where every set says so.</summary>
    public ParameterPlace Overall => new(
        Places.Values.All(place => place.Mandatory),
        Places.Values.Select(place => place.Position).FirstOrDefault(position => position is not null),
        Places.Values.Any(place => place.ByValue),
        Places.Values.Any(place => place.ByPropertyName));

    /// <summary>Its place in a set, or null where it is not in it.</summary>
    public ParameterPlace? In(string set) => Places.GetValueOrDefault(set) ?? Places.GetValueOrDefault(EverySet);

    public static ParameterShape Read(PropertyInfo property, IEnumerable<CustomAttributeData> places)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Type element = type.IsArray ? type.GetElementType()! : type;
        return new ParameterShape
        {
            Name = property.Name,
            TypeName = type.Name,
            ElementType = element.FullName!,
            Aliases = string.Join(", ", Strings(property, "AliasAttribute")),
            Places = places.ToDictionary(
                place => CmdletShape.Named(place, "ParameterSetName", EverySet),
                ReadPlace,
                StringComparer.Ordinal),
            Wildcards = CmdletShape.Attributes(property, "SupportsWildcardsAttribute").Any(),
            Values = element.IsEnum ? Enum.GetNames(element) : [.. Strings(property, "ValidateSetAttribute")],
            Default = ReadDefault(property),
        };
    }

    public static ParameterShape Common(string name, string typeName, string aliases, string text) => new()
    {
        Name = name,
        TypeName = typeName,
        ElementType = typeName,
        Aliases = aliases,
        Places = new Dictionary<string, ParameterPlace>(StringComparer.Ordinal)
        {
            [EverySet] = new(Mandatory: false, Position: null, ByValue: false, ByPropertyName: false),
        },
        CommonText = text,
    };

    private static ParameterPlace ReadPlace(CustomAttributeData attribute)
    {
        int position = CmdletShape.Named(attribute, "Position", int.MinValue);
        return new ParameterPlace(
            CmdletShape.Named(attribute, "Mandatory", false),
            position == int.MinValue ? null : position,
            CmdletShape.Named(attribute, "ValueFromPipeline", false),
            CmdletShape.Named(attribute, "ValueFromPipelineByPropertyName", false));
    }

    private static string? ReadDefault(PropertyInfo property)
    {
        if (CmdletShape.Attributes(property, "PSDefaultValueAttribute").SingleOrDefault() is not { } attribute)
        {
            return null;
        }

        string text = CmdletShape.Named(attribute, "Help", string.Empty);
        object? value = attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == "Value").TypedValue.Value;
        return text.Length > 0 ? text : Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    // The values of an attribute whose constructor takes `params string[]`.
    private static IEnumerable<string> Strings(PropertyInfo property, string attribute) =>
        CmdletShape.Attributes(property, attribute)
            .SelectMany(data => data.ConstructorArguments)
            .SelectMany(argument => argument.Value as IReadOnlyCollection<CustomAttributeTypedArgument> ?? [])
            .Select(value => value.Value)
            .OfType<string>();
}
