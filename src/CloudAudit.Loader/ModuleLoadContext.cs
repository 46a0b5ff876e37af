using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace CloudAudit.Loader;

/// <summary>
/// The module's own load context. The cmdlets and the third-party assemblies under them live here, beside whatever
/// versions of the same libraries other modules bring. CloudAudit.Core lives in the default context, because scripts
/// can name only types they find there. Everything else (the engine, the framework) is the host's.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string CmdletAssembly = "CloudAudit";
    private const string CoreAssembly = "CloudAudit.Core";

    // One context for the process: a second one would give a second, incompatible set of cmdlet types.
    private static readonly Lazy<ModuleLoadContext> Instance =
        new(() => new ModuleLoadContext(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!));

    private readonly string _folder;
    private readonly Assembly _core;
    private readonly Assembly _cmdlets;

    private ModuleLoadContext(string folder)
        : base("CloudAudit")
    {
        _folder = ForThisPlatform(folder);
        _core = LoadCore(Path.Join(_folder, CoreAssembly + ".dll"));
        _cmdlets = LoadFromAssemblyPath(Path.Join(_folder, CmdletAssembly + ".dll"));
    }

    /// <summary>Loads the module's assemblies, or finds them loaded by an earlier import.</summary>
    /// <param name="folder">The importing module's folder of assemblies.</param>
    /// <returns>The assembly that has the cmdlets.</returns>
    /// <exception cref="InvalidOperationException">The session has loaded another build of CloudAudit. Assemblies
    /// cannot be replaced in a running process.</exception>
    public static Assembly Load(string folder)
    {
        // A second import may come from another folder (two versions installed), or from the same folder rebuilt.
        ModuleLoadContext context = Instance.Value;
        string wanted = ForThisPlatform(folder);
        foreach (Assembly loaded in context.Assemblies.Append(context._core))
        {
            RequireSameBuild(loaded, Path.Join(wanted, loaded.GetName().Name + ".dll"));
        }

        return context._cmdlets;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (string.Equals(assemblyName.Name, CoreAssembly, StringComparison.OrdinalIgnoreCase))
        {
            return _core;
        }

        string path = Path.Join(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static Assembly LoadCore(string path)
    {
        Assembly? loaded = Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == CoreAssembly);
        if (loaded is null)
        {
            return Default.LoadFromAssemblyPath(path);
        }

        RequireSameBuild(loaded, path);
        return loaded;
    }

    // A package has native images under bin/<runtime identifier>; where there is none for this platform, and in a
    // plain build, the portable assemblies serve.
    private static string ForThisPlatform(string folder)
    {
        string native = Path.Join(folder, RuntimeInformation.RuntimeIdentifier);
        return Directory.Exists(native) ? native : folder;
    }

    private static void RequireSameBuild(Assembly loaded, string path)
    {
        if (loaded.ManifestModule.ModuleVersionId != ReadModuleVersionId(path))
        {
            throw new InvalidOperationException(
                $"This session has already loaded another build of CloudAudit ({loaded.GetName().Version} from " +
                $"'{loaded.Location}') than '{path}'. Start a new PowerShell session to import this one.");
        }
    }

    // The compiler's own identity of a build: equal for the same sources and for their native image, whatever the path.
    private static Guid ReadModuleVersionId(string path)
    {
        using PEReader reader = new(File.OpenRead(path));
        MetadataReader metadata = reader.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
