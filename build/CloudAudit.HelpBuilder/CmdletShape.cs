using System.Reflection;
using System.Runtime.Loader;

namespace CloudAudit.HelpBuilder;

/// <summary>What a cmdlet's class says of itself: everything in its help that nobody should have to write.</summary>
internal sealed class CmdletShape
{
    private const string Engine = "System.Management.Automation.";

    private CmdletShape(Type type, CustomAttributeData cmdlet)
    {
        Verb = (string)cmdlet.ConstructorArguments[0].Value!;
        Noun = (string)cmdlet.ConstructorArguments[1].Value!;
        DefaultParameterSet = Named(cmdlet, "DefaultParameterSetName", string.Empty);
        OutputTypes = [.. Attributes(type, "OutputTypeAttribute").SelectMany(ReadOutputTypes)];

        List<ParameterShape> parameters = [];
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            List<CustomAttributeData> places = [.. Attributes(property, "ParameterAttribute")];
            if (places.Count > 0 && !places.Exists(place => Named(place, "DontShow", false)))
            {
                parameters.Add(ParameterShape.Read(property, places));
            }
        }

        if (Named(cmdlet, "SupportsShouldProcess", false))
        {
            parameters.Add(ParameterShape.Common("WhatIf", "SwitchParameter", "wi", "Shows what would be done, and does nothing."));
            parameters.Add(ParameterShape.Common("Confirm", "SwitchParameter", "cf", "Asks before doing anything."));
        }

        if (Named(cmdlet, "SupportsPaging", false))
        {
            parameters.Add(ParameterShape.Common("First", "UInt64", string.Empty, "Stops after this many objects."));
            parameters.Add(ParameterShape.Common("Skip", "UInt64", string.Empty, "Leaves out this many objects at the start."));
            parameters.Add(ParameterShape.Common("IncludeTotalCount", "SwitchParameter", string.Empty, "Reports how many objects there are."));
        }

        Parameters = parameters;
    }

    public string Verb { get; }

    public string Noun { get; }

    public string Name => Verb + "-" + Noun;

    public string DefaultParameterSet { get; }

    /// <summary>Full names of the types in [OutputType].</summary>
    public IReadOnlyList<string> OutputTypes { get; }

    public IReadOnlyList<ParameterShape> Parameters { get; }

    /// <summary>Names of the parameter sets, the default one first; one unnamed set where the cmdlet names none.</summary>
    public IReadOnlyList<string> ParameterSets
    {
        get
        {
            List<string> sets = [.. Parameters.SelectMany(parameter => parameter.Places.Keys)
                .Where(set => set != ParameterShape.EverySet)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(set => set != DefaultParameterSet)];
            return sets.Count > 0 ? sets : [ParameterShape.EverySet];
        }
    }

    /// <summary>Reads all cmdlets of an assembly, by name.</summary>
    public static IReadOnlyList<CmdletShape> ReadAll(string assemblyPath)
    {
        // The cmdlets' own dependencies lie beside them. The engine is this program's stand-in, which can be read but
        // not run: attributes are looked at as data only.
        string folder = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string path = Path.Join(folder, name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };

        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath));
        return [.. assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract)
            .Select(type => (Type: type, Cmdlet: Attributes(type, "CmdletAttribute").SingleOrDefault()))
            .Where(pair => pair.Cmdlet is not null)
            .Select(pair => new CmdletShape(pair.Type, pair.Cmdlet!))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    /// <summary>A member's attributes of one of the engine's types.</summary>
    internal static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.FullName == Engine + name);

    /// <summary>A named argument of an attribute, or a default where it is not given.</summary>
    internal static T Named<T>(CustomAttributeData attribute, string name, T otherwise)
    {
        foreach (CustomAttributeNamedArgument argument in attribute.NamedArguments)
        {
            if (argument.MemberName == name && argument.TypedValue.Value is T value)
            {
                return value;
            }
        }

        return otherwise;
    }

    private static IEnumerable<string> ReadOutputTypes(CustomAttributeData attribute)
    {
        // The constructors take `params Type[]`, `params string[]`, or one Type and strings.
        foreach (CustomAttributeTypedArgument argument in attribute.ConstructorArguments)
        {
            IEnumerable<CustomAttributeTypedArgument> values =
                argument.Value as IReadOnlyCollection<CustomAttributeTypedArgument> ?? [argument];
            foreach (CustomAttributeTypedArgument value in values)
            {
                yield return value.Value is Type type ? type.FullName! : (string)value.Value!;
            }
        }
    }
}
