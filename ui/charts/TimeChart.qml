import QtQuick
import QtCharts
import Hearthboard

// Lines and bands over time. Axes, grid and labels are drawn here; what is inside the plot is behind ChartsPlot.
Item {
    id: root

    required property TimeChartModel model
    property bool labelled: true
    // Fewer pixels say nothing.
    opacity: height > 4 * Theme.fontSmall ? 1 : 0
    implicitHeight: Math.round(7 * Theme.fontSmall)
    implicitWidth: 10 * Theme.fontSmall
    property string refusal
    readonly property int plotLeft: Math.ceil(widest.advanceWidth) + Theme.unit
    readonly property int plotWidth: Math.max(0, width - plotLeft)
    readonly property int plotHeight: Math.max(0, height - plotTop - (labelled ? Math.round(widest.height + Theme.unit) : 0))
    readonly property int plotTop: Math.ceil(widest.height / 2)

    Binding {
        target: root.model
        property: "textHeight"
        value: Math.ceil(widest.height)
    }
    // A layout tries widths before it settles on one, and buckets are fitted to it.
    Binding {
        delayed: true
        target: root.model
        property: "plotSize"
        value: Qt.size(root.plotWidth, root.plotHeight)
    }
    Component.onCompleted: plot.attach(anchor)

    TextMetrics {
        id: widest
        font.family: Theme.family
        font.pixelSize: Theme.fontSmall
        text: root.model.widestValue === "" ? "00" : root.model.widestValue
    }
    Repeater {
        model: root.model.valueTicks
        delegate: Item {
            id: tick

            required property double position
            required property string label

            y: root.plotTop + Math.round(root.plotHeight * (1 - position))

            Rectangle {
                x: root.plotLeft
                width: root.plotWidth
                height: 1
                color: Theme.line
            }
            Label {
                x: root.plotLeft - Theme.unit - width
                anchors.verticalCenter: parent.top
                text: tick.label
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
            }
        }
    }
    Repeater {
        model: root.labelled ? root.model.timeTicks : null
        delegate: Label {
            required property double position
            required property string label

            x: Math.min(root.width - width, Math.max(root.plotLeft, root.plotLeft + Math.round(root.plotWidth * position - width / 2)))
            anchors.bottom: parent.bottom
            text: label
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
    }
    ChartView {
        x: root.plotLeft
        y: root.plotTop
        width: root.plotWidth
        height: root.plotHeight
        plotArea: Qt.rect(0, 0, width, height)
        antialiasing: true
        backgroundColor: "transparent"
        plotAreaColor: "transparent"
        dropShadowEnabled: false
        legend.visible: false
        animationOptions: ChartView.NoAnimation
        margins.left: 0
        margins.top: 0
        margins.right: 0
        margins.bottom: 0

        LineSeries {
            id: anchor
            // Qt 6.4's own description of Qt Charts does not lead qmllint to ValueAxis.
            // qmllint disable
            axisX: ValueAxis {
                min: 0
                max: 1
                visible: false
            }
            axisY: ValueAxis {
                min: 0
                max: 1
                visible: false
            }
            // qmllint enable
        }
    }
    ChartsPlot {
        id: plot
        model: root.model
        theme: Theme
        lineWidth: Math.max(1.5, Theme.unit / 3.5)
    }
    Label {
        visible: root.model.empty
        x: root.plotLeft
        y: root.plotTop + Math.round((root.plotHeight - height) / 2)
        width: root.plotWidth
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.refusal === "" ? root.model.emptyText : root.refusal
        color: Theme.textFaint
    }
}
