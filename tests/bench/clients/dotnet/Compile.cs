using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

// A C# compiler out of Roslyn's libraries alone, for a machine without the .NET SDK:
// ROSLYN_FOLDER FRAMEWORK_FOLDER OUTPUT SOURCE. Mono's compiler, which knows none of them, compiles it.
internal static class Compile
{
    private static int Main(string[] arguments)
    {
        string roslyn = arguments[0], framework = arguments[1], output = arguments[2], source = arguments[3];
        AppDomain.CurrentDomain.AssemblyResolve += (sender, wanted) =>
        {
            var file = Path.Combine(roslyn, new AssemblyName(wanted.Name).Name + ".dll");
            return File.Exists(file) ? Assembly.LoadFrom(file) : null;
        };
        var common = Assembly.LoadFrom(Path.Combine(roslyn, "Microsoft.CodeAnalysis.dll"));
        var csharp = Assembly.LoadFrom(Path.Combine(roslyn, "Microsoft.CodeAnalysis.CSharp.dll"));

        var references = ListOf(common.GetType("Microsoft.CodeAnalysis.MetadataReference"));
        foreach (var file in Directory.GetFiles(framework, "*.dll").Where(IsManaged))
        {
            references.Add(Call(common.GetType("Microsoft.CodeAnalysis.MetadataReference"), "CreateFromFile", file));
        }
        var trees = ListOf(common.GetType("Microsoft.CodeAnalysis.SyntaxTree"));
        trees.Add(Call(csharp.GetType("Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree"), "ParseText",
            File.ReadAllText(source)));
        var console = Enum.Parse(common.GetType("Microsoft.CodeAnalysis.OutputKind"), "ConsoleApplication");
        var release = Enum.Parse(common.GetType("Microsoft.CodeAnalysis.OptimizationLevel"), "Release");
        var options = New(csharp.GetType("Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions"), console);
        options = options.GetType().GetMethod("WithOptimizationLevel").Invoke(options, new[] { release });
        var compilation = Call(csharp.GetType("Microsoft.CodeAnalysis.CSharp.CSharpCompilation"), "Create",
            Path.GetFileNameWithoutExtension(output), trees, references, options);

        using (var stream = File.Create(output))
        {
            var emit = compilation.GetType().GetMethods()
                .First(each => each.Name == "Emit" && Takes(each, new object[] { stream }));
            var result = emit.Invoke(compilation, WithDefaults(emit, new object[] { stream }));
            foreach (var said in (IEnumerable)result.GetType().GetProperty("Diagnostics").GetValue(result))
            {
                if (said.ToString().Contains("error"))
                {
                    Console.Error.WriteLine(said);
                }
            }
            return (bool)result.GetType().GetProperty("Success").GetValue(result) ? 0 : 1;
        }
    }

    private static bool IsManaged(string file)
    {
        try
        {
            AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static IList ListOf(Type type)
    {
        return (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type));
    }

    // The constructor or static method whose first parameters take these arguments; the others are optional.
    private static object New(Type type, params object[] given)
    {
        var constructor = type.GetConstructors().First(each => Takes(each, given));
        return constructor.Invoke(WithDefaults(constructor, given));
    }

    private static object Call(Type type, string name, params object[] given)
    {
        var method = type.GetMethods().First(each => each.IsStatic && each.Name == name && Takes(each, given));
        return method.Invoke(null, WithDefaults(method, given));
    }

    private static bool Takes(MethodBase method, object[] given)
    {
        var parameters = method.GetParameters();
        return parameters.Length >= given.Length &&
            given.Select((value, at) => parameters[at].ParameterType.IsInstanceOfType(value)).All(fits => fits) &&
            parameters.Skip(given.Length).All(each => each.IsOptional);
    }

    private static object[] WithDefaults(MethodBase method, object[] given)
    {
        return given.Concat(method.GetParameters().Skip(given.Length).Select(Default)).ToArray();
    }

    private static object Default(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var value = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return value != null || !type.IsValueType ? value : Activator.CreateInstance(type);
    }
}
