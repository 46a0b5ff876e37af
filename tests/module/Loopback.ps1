# Dot-sourced: servers of the tests' own, on free loopback ports.

function Get-FreePort {
    $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $probe.LocalEndpoint.Port
    $probe.Stop()
}

# Starts a server that answers one request at a time, in a runspace of its own, by a block that is called with the
# HttpListenerContext and what -State holds, and closes the response itself. A block that fails answers 500.
function Start-LoopbackServer([scriptblock] $Answer, [hashtable] $State = @{}) {
    while ($true) {
        $url = "http://127.0.0.1:$(Get-FreePort)"
        $listener = [System.Net.HttpListener]::new()
        $listener.Prefixes.Add("$url/")
        try {
            $listener.Start()
            break
        }
        catch [System.Net.HttpListenerException] {
            # Somebody was quicker.
            $listener.Close()
        }
    }

    $server = [powershell]::Create().AddScript({
        param($Listener, $Text, $State)
        $answer = [scriptblock]::Create($Text)
        while ($Listener.IsListening) {
            try { $context = $Listener.GetContext() } catch { return }
            try {
                & $answer $context $State
            }
            catch {
                try {
                    $context.Response.StatusCode = 500
                    $context.Response.Close()
                }
                catch {
                    # The headers are on their way already.
                    $context.Response.Abort()
                }
            }
        }
    }).AddArgument($listener).AddArgument("$Answer").AddArgument($State)
    [pscustomobject]@{ Url = $url; State = $State; Listener = $listener; Server = $server; Running = $server.BeginInvoke() }
}

# Requests that wait for an answer are cut off.
function Stop-LoopbackServer($Server) {
    if ($Server) {
        $Server.Listener.Abort()
        $null = $Server.Server.EndInvoke($Server.Running)
        $Server.Server.Dispose()
    }
}
